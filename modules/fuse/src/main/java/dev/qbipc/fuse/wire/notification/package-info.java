/** The structures of what a server tells the kernel unasked (mount, section 15.4). */
package dev.qbipc.fuse.wire.notification;
