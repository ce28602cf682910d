package dev.qbipc.corosync.impl.transport;

/** A message of corosync that is shorter than its layout, or that contradicts itself. */
final class MalformedMessageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MalformedMessageException(String message) {
    super(message);
  }
}
