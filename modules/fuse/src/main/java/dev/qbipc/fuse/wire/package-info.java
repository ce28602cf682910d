/**
 * The structures of {@code linux/fuse.h}, one class each: where the fields are, and how they are
 * read or written. Byte order is the machine's (mount, section 15.3). Here is what all messages
 * have in common; {@code request}, {@code reply} and {@code notification} have their bodies.
 *
 * <p>The body of a request lies behind its {@link dev.qbipc.fuse.wire.InHeader}, that of a reply
 * behind its {@link dev.qbipc.fuse.wire.OutHeader}; offsets in the pictures are those within the
 * body. Nothing here checks lengths: who reads has seen to it that there are {@code SIZE} bytes.
 */
package dev.qbipc.fuse.wire;
