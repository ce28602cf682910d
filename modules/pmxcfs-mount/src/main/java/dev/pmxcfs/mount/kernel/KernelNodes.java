package dev.pmxcfs.mount.kernel;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.mount.NodeCache;
import dev.qbipc.fuse.KernelCache;
import dev.qbipc.fuse.Name;

/** What the kernel keeps of nodes and names, told in its own terms. */
final class KernelNodes implements NodeCache {

  private final KernelCache cache;

  KernelNodes(KernelCache cache) {
    this.cache = cache;
  }

  @Override
  public void changed(long node) {
    cache.contentsChanged(node);
  }

  @Override
  public void nameChanged(long directory, ByteString name) {
    cache.entryChanged(directory, Name.of(name.toArray()));
  }

  @Override
  public void nameRemoved(long directory, long node, ByteString name) {
    cache.entryRemoved(directory, node, Name.of(name.toArray()));
  }
}
