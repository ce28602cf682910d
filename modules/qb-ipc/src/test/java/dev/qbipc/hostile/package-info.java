/**
 * Conformance list H: clients that lie, truncate, flood and forget, with a well-behaved client of
 * the real libqb beside them on the same reader. The server runs in a JVM of its own, so that a
 * crash of it is an end of its process and a crash file.
 */
package dev.qbipc.hostile;
