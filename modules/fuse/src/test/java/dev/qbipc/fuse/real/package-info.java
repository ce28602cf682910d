/**
 * The library beside the real thing: the kernel's header, its mounts, and programs that use them.
 */
package dev.qbipc.fuse.real;
