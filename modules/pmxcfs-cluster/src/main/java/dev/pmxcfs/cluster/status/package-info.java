/**
 * What nodes publish and log, made known to all of them: the application of the status group
 * (cluster, section 4).
 */
package dev.pmxcfs.cluster.status;
