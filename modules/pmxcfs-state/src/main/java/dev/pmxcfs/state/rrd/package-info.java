/** Measurements on their way to RRD files. */
package dev.pmxcfs.state.rrd;
