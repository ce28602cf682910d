package dev.pmxcfs.mount.kernel;

import dev.pmxcfs.mount.NodeAttributes;
import dev.qbipc.fuse.Attributes;
import dev.qbipc.fuse.AttributesReply;
import dev.qbipc.fuse.EntryReply;

/** What the kernel is shown of nodes, and how long it may keep it (mount, section 15.4). */
final class Shown {

  /** As C pmxcfs says; what changes other than by the kernel's calls is told it earlier. */
  static final long ENTRY_NANOS = 1_000_000_000;

  private Shown() {}

  static void entry(NodeAttributes node, EntryReply reply) {
    Attributes filled = filled(reply.attributes(), node);
    reply.entry(node.node(), 0, filled, ENTRY_NANOS, attributeNanos(node));
  }

  static void attributes(NodeAttributes node, AttributesReply reply) {
    reply.attributes(filled(reply.attributes(), node), attributeNanos(node));
  }

  /** The texts of built-in files become longer and shorter at any time. */
  static long attributeNanos(NodeAttributes node) {
    return node.isBuiltInFile() ? 0 : ENTRY_NANOS;
  }

  static Attributes filled(Attributes attributes, NodeAttributes node) {
    return attributes
        .setInode(node.node())
        .setMode(node.mode())
        .setLinks(node.links())
        .setUid(0)
        .setGid(node.gid())
        .setSize(node.size())
        .setBlocks(node.blocks())
        .setTimes(node.mtime(), 0);
  }
}
