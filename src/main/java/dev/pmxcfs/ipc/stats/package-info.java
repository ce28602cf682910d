/**
 * What a service does, in numbers: the report that a server gives of itself, and its text for
 * Prometheus.
 */
package dev.pmxcfs.ipc.stats;
