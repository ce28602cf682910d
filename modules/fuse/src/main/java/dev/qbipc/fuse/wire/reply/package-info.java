/** What the kernel is answered: the structures behind the header (mount, section 15.3). */
package dev.qbipc.fuse.wire.reply;
