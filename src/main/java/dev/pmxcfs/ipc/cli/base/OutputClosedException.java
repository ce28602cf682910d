package dev.pmxcfs.ipc.cli.base;

/**
 * The program that read standard output reads no more, as {@code head} does when it has enough. The
 * command ends without a word and with the status of a C program that SIGPIPE ends.
 */
public final class OutputClosedException extends CommandFailedException {

  private static final long serialVersionUID = 1L;

  OutputClosedException() {
    super(ExitStatus.OUTPUT_CLOSED, "nothing reads standard output");
  }
}
