/** The rings in shared memory: chunks are written at one end and read at the other. */
package dev.qbipc.ring;
