package dev.pmxcfs.rrd;

/** A key or data that are for no RRD file; the message says why. */
final class RrdFormatException extends Exception {

  private static final long serialVersionUID = 1;

  RrdFormatException(String message) {
    super(message);
  }
}
