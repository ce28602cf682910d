/**
 * Measurements on their way to RRD files: queued, and written by rrdcached or rrdtool, whichever is
 * there. {@link dev.pmxcfs.rrd.RrdWriter} is deployed once for a node.
 */
package dev.pmxcfs.rrd;
