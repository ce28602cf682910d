/**
 * The way to the kernel: the device, the directory that is mounted on, the threads that read, and
 * the one that tells the kernel what has changed. For the session alone.
 */
package dev.qbipc.fuse.channel;
