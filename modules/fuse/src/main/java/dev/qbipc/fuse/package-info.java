/**
 * What a file system implements and is given, and how it answers, by node ids and names of bytes.
 * {@code dev.qbipc.fuse.session.FuseSession} mounts it.
 */
package dev.qbipc.fuse;
