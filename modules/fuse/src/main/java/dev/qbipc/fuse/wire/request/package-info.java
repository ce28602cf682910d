/** What the kernel asks: the structures behind the header of a request (mount, section 15.3). */
package dev.qbipc.fuse.wire.request;
