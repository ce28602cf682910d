package dev.pmxcfs.rrd;

/**
 * How a writer keeps up.
 *
 * @param queued updates that wait to be written to RRD files
 * @param dropped updates since the start that were never written, since too many waited or nobody
 *     was there to write them
 */
public record RrdStats(int queued, long dropped) {}
