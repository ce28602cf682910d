/** The way of measurements to rrdcached or rrdtool. */
package dev.pmxcfs.operations.status.rrd;
