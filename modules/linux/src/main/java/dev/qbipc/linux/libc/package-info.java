/** The C library, bound once. For the packages beside it alone. */
package dev.qbipc.linux.libc;
