package dev.pmxcfs.rrd;

/**
 * A series of measurements in an RRD file.
 *
 * @param name at most 19 letters and digits
 * @param kind how RRDtool makes rates of the values
 */
record DataSource(String name, Kind kind) {

  /** RRDtool's name for what a value is. */
  public enum Kind {
    /** A quantity as it is now. */
    GAUGE,
    /** A counter, of which the rate of change is kept. */
    DERIVE
  }

  static DataSource gauge(String name) {
    return new DataSource(name, Kind.GAUGE);
  }

  static DataSource derive(String name) {
    return new DataSource(name, Kind.DERIVE);
  }
}
