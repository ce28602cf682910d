package dev.pmxcfs.server;

import dev.pmxcfs.server.log.StandardError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where results go, as bytes. */
public final class StandardOutput {

  private static final Path DESCRIPTOR = Path.of("/proc/self/fd/1");

  private StandardOutput() {}

  /**
   * Writes bytes behind the lines that standard error has got so far.
   *
   * @throws CommandFailedException if the bytes cannot be written
   */
  public static void print(byte[] bytes) {
    StandardError.flush();
    System.out.write(bytes, 0, bytes.length);
    if (System.out.checkError()) {
      throw hadReader()
          ? new OutputClosedException()
          : new CommandFailedException("standard output cannot be written to");
    }
  }

  /** Writing to a pipe or a socket fails only when the other end is closed. */
  private static boolean hadReader() {
    try {
      String target = Files.readSymbolicLink(DESCRIPTOR).toString();
      return target.startsWith("pipe:") || target.startsWith("socket:");
    } catch (IOException e) {
      return false;
    }
  }

  /** As {@link #print(byte[])}, with lines of text. */
  public static void print(List<String> lines) {
    print((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
