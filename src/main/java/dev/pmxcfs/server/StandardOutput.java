package dev.pmxcfs.server;

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
}
