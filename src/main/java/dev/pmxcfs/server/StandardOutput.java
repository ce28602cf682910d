package dev.pmxcfs.server;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where results go, as bytes. */
public final class StandardOutput {

  private StandardOutput() {}

  /**
   * @throws CommandFailedException if nobody takes the bytes
   */
  public static void print(byte[] bytes) {
    System.out.write(bytes, 0, bytes.length);
    if (System.out.checkError()) {
      throw new CommandFailedException("standard output cannot be written to");
    }
  }

  /** As {@link #print(byte[])}, with lines of text. */
  public static void print(List<String> lines) {
    print((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
