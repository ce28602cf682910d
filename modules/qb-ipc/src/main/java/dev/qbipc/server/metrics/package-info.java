/**
 * The measurements of a service as named meters, for any monitoring system. The service does not
 * push them: they are read from it, so that requests cost the same with and without monitoring.
 */
package dev.qbipc.server.metrics;
