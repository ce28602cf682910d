/** Rings in shared memory: one end writes chunks, the other reads them. */
package dev.qbipc.ring;
