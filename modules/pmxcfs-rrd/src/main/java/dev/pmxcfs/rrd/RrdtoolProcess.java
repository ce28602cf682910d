package dev.pmxcfs.rrd;

import dev.qbipc.linux.file.SafeDirectory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The rrdtool program in the mode in which it reads commands ({@code rrdtool -}, manual page
 * rrdtool(1), "Remote control"): a line for a command; the reply ends with a line that begins with
 * {@code OK} or {@code ERROR:}.
 *
 * <p>Pipes block, so a separate thread writes and reads them.
 */
final class RrdtoolProcess implements RrdConnection {

  private static final String DONE = "OK ";
  private static final String ERROR = "ERROR: ";

  private static final String THREAD_NAME = "rrdtool";

  /** How long a command may take before Vert.x says that a thread is blocked. */
  private static final long PATIENCE_SECONDS = 60;

  private final WorkerExecutor worker;
  private final Process process;
  private final BufferedReader replies;

  private boolean closed;

  private RrdtoolProcess(WorkerExecutor worker, Process process) {
    this.worker = worker;
    this.process = process;
    replies = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts the program.
   *
   * @param program its path, or a name to search for
   * @param directory where the files are
   * @return fails if there is no such program or directory
   */
  static Future<RrdConnection> start(Vertx vertx, String program, Path directory) {
    var worker =
        vertx.createSharedWorkerExecutor(THREAD_NAME, 1, PATIENCE_SECONDS, TimeUnit.SECONDS);
    return worker
        .<RrdConnection>executeBlocking(
            () -> new RrdtoolProcess(worker, startProcess(program, directory)))
        .onFailure(cause -> worker.close());
  }

  private static Process startProcess(String program, Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException("no directory " + directory);
    }
    SafeDirectory.checkedForRoot(directory);
    return new ProcessBuilder(program, "-").redirectErrorStream(true).start();
  }

  @Override
  public Future<RrdReply> send(String command) {
    // The connection is closed before anyone sees the failure, on any thread.
    return worker.executeBlocking(() -> exchange(command)).andThen(this::closeIfFailed);
  }

  private void closeIfFailed(RrdReply reply, Throwable failure) {
    if (failure != null) {
      close();
    }
  }

  private RrdReply exchange(String command) throws IOException {
    process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
    for (String line = replies.readLine(); line != null; line = replies.readLine()) {
      if (line.startsWith(DONE)) {
        return new RrdReply(true, line);
      }
      if (line.startsWith(ERROR)) {
        return new RrdReply(false, line.substring(ERROR.length()));
      }
    }
    throw new EOFException("rrdtool ended");
  }

  /** The program's output ends before the JDK learns that the program has. */
  @Override
  public boolean isOpen() {
    return !closed && process.isAlive();
  }

  @Override
  public void close() {
    closed = true;
    process.destroy();
    worker.close();
  }
}
