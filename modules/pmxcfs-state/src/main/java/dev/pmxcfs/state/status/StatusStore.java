package dev.pmxcfs.state.status;

import dev.pmxcfs.state.tree.ByteString;
import java.util.Optional;

/**
 * The key-value store into which services put what they want to be known of their node: SET_STATUS
 * writes it, GET_STATUS reads it, GET_FS_VERSION tells what changed (operations specification,
 * sections 5.3 and 5.4). Nothing of it survives a restart.
 *
 * <p>Any thread may call the methods. Readers take no lock and see either all of a change or
 * nothing of it; writers wait for each other. Arrays are shared, not copied: neither what is set
 * nor what is got may be written to.
 */
public final class StatusStore {

  private final ByteString node;

  private volatile Status current = Status.EMPTY;

  /**
   * @param node the local node's name
   */
  public StatusStore(ByteString node) {
    this.node = node;
  }

  /** All of it at this moment. */
  public Status current() {
    return current;
  }

  /**
   * Sets a key of the local node.
   *
   * @param data any bytes, at least one
   */
  public synchronized void set(ByteString key, byte[] data) {
    current = current.with(key, data);
  }

  /** Removes a key of the local node, if it is there. */
  public synchronized void remove(ByteString key) {
    current = current.without(key);
  }

  /** Sets the local node's address. */
  public synchronized void setNodeIp(ByteString ip) {
    current = current.withNodeIp(ip);
  }

  /**
   * The bytes under a node's key, just as they were set.
   *
   * @param ofNode the node's name; an empty one stands for the local node
   * @return nothing if the node or the key is unknown
   */
  public Optional<byte[]> get(ByteString ofNode, ByteString key) {
    boolean local = ofNode.isEmpty() || ofNode.equals(node);
    return local
        ? Optional.ofNullable(current.values().get(key)).map(StatusValue::data)
        : Optional.empty();
  }
}
