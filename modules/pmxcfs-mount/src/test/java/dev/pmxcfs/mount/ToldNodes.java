package dev.pmxcfs.mount;

import dev.pmxcfs.api.ByteString;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A kernel's cache that keeps of what it is told which nodes show something else. */
final class ToldNodes implements NodeCache {

  private final List<Long> nodes = new CopyOnWriteArrayList<>();

  /** The nodes, in the order in which they were told. */
  List<Long> nodes() {
    return nodes;
  }

  @Override
  public void changed(long node) {
    nodes.add(node);
  }

  @Override
  public void nameChanged(long directory, ByteString name) {}

  @Override
  public void nameRemoved(long directory, long node, ByteString name) {}
}
