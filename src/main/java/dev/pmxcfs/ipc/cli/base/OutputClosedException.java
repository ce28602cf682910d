package dev.pmxcfs.ipc.cli.base;

/**
 * The program that read standard output reads no more, as {@code head} does when it has enough. The
 * command ends without a word and with the status of a C program that SIGPIPE ends.
 */
public final class OutputClosedException extends CommandFailedException {

  private static final long serialVersionUID = 1L;

  /** What a shell calls the end by signal 13. */
  public static final int STATUS = 128 + 13;

  OutputClosedException() {
    super("nothing reads standard output");
  }
}
