package dev.pmxcfs.rrd;

/** There is neither rrdcached nor rrdtool to write RRD files. */
final class NoRrdConnectionException extends Exception {

  private static final long serialVersionUID = 1;

  NoRrdConnectionException() {
    super("neither rrdcached nor rrdtool");
  }
}
