/** The session without a kernel: requests as raw bytes, and what is written in return. */
package dev.qbipc.fuse.session;
