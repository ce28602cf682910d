/** A file system that is mounted and served. {@link dev.qbipc.fuse.session.FuseSession} does it. */
package dev.qbipc.fuse.session;
