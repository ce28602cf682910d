package dev.pmxcfs.ipc.harness;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A pipe that is full, and is not read until somebody says so. */
public final class UnreadPipe implements AutoCloseable {

  private static final int BLOCK_SIZE = 4096;

  /** As many as that fill a block, so that the last one is whole. */
  private static final String FILLER = "x".repeat(31);

  private static final int FILLER_LINES = 1 << 16;

  private final Path path;
  private final RandomAccessFile bothEnds;
  private final List<String> read = new ArrayList<>();

  /**
   * @param directory a new one, for its files
   */
  public UnreadPipe(Path directory) throws IOException, InterruptedException {
    path = directory.resolve("pipe");
    run("mkfifo", path.toString());
    bothEnds = new RandomAccessFile(path.toFile(), "rw");
    Path filler =
        Files.writeString(directory.resolve("filler"), (FILLER + "\n").repeat(FILLER_LINES));
    // it ends when the pipe takes no more
    run("dd", "if=" + filler, "of=" + path, "oflag=nonblock", "bs=" + BLOCK_SIZE, "status=none");
  }

  private static void run(String... command) throws IOException, InterruptedException {
    new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }

  /** The command by which another one has it as standard error. */
  public List<String> asStandardError() {
    return List.of("sh", "-c", "exec \"$@\" 2>\"$0\"", path.toString());
  }

  /** Begins to read, as long as it is open. */
  public void beginToRead() {
    var reader = new Thread(this::readLines, "reader of a pipe");
    reader.setDaemon(true);
    reader.start();
  }

  private void readLines() {
    try (var reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (read) {
          read.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines read so far, without those that were there before. */
  public List<String> lines() {
    synchronized (read) {
      return read.stream().filter(line -> !line.equals(FILLER)).toList();
    }
  }

  @Override
  public void close() throws IOException {
    bothEnds.close();
  }
}
