/** Processes and threads, as the kernel sees them. */
package dev.qbipc.linux.process;
