/**
 * What a service measures, as named meters of no particular monitoring system. Nothing is told by
 * the service: whoever monitors it asks, so that requests cost the same with and without.
 */
package dev.qbipc.server.metrics;
