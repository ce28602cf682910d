package dev.pmxcfs.rrd;

/**
 * The state of a writer.
 *
 * @param queued updates that wait to be written to RRD files
 * @param dropped updates since the start that were not written, because too many waited or there
 *     was neither rrdcached nor rrdtool
 */
public record RrdStats(int queued, long dropped) {}
