package dev.qbipc.fuse;

/**
 * What the kernel keeps of a mounted file system, to be told what has changed other than by calls
 * of the mount itself. Any thread may call it, also while it holds locks: nothing is waited for,
 * and a thread of the session tells the kernel soon afterwards. Changes that are alike are told
 * once.
 */
public interface KernelCache {

  /**
   * The attributes of a node have changed.
   *
   * @param node its id; one that the kernel does not know does no harm
   */
  void attributesChanged(long node);

  /**
   * The contents of a node have changed, and its attributes with them.
   *
   * @param node its id; one that the kernel does not know does no harm
   */
  void contentsChanged(long node);

  /**
   * A name has come, has gone, or stands for another node.
   *
   * @param directory the node of its directory
   * @param name it is copied
   */
  void entryChanged(long directory, Name name);

  /**
   * A name has gone; programs that watch the directory are told of that.
   *
   * @param directory the node of its directory
   * @param node what it stood for
   * @param name it is copied
   */
  void entryRemoved(long directory, long node, Name name);
}
