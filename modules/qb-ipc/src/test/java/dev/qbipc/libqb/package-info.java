/**
 * The real libqb for tests: its client functions by JNA, and C programs that are compiled against
 * it and run as processes.
 */
package dev.qbipc.libqb;
