package dev.pmxcfs.state.nodes;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.api.Publication;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What services publish of their nodes: SET_STATUS writes it, GET_STATUS reads it, GET_FS_VERSION
 * tells what changed (operations, sections 4.4, 5.3 and 5.4). Nothing of it survives a restart.
 *
 * <p>What a key means and what its value may be, {@link dev.pmxcfs.api.Cluster#publish} says: the
 * same for each node.
 *
 * <p>Any thread may call the methods. Readers take no lock and see either all of a change or
 * nothing of it; writers wait for each other. Arrays are shared, not copied: neither what is set
 * nor what is got may be written to.
 */
public final class NodeStatus {

  private static final Logger LOG = LoggerFactory.getLogger(NodeStatus.class);

  private static final int MAX_VALUE = 32_768;
  private static final int MAX_MEASUREMENTS = 4_095;
  private static final int MAX_ADDRESS = 255;

  private static final byte[] NOTHING = {};

  private static final ByteString MEASUREMENTS = ByteString.of("rrd/");
  private static final ByteString ADDRESS = ByteString.of("nodeip");

  private final ByteString localNode;
  private final Measurements measurements;
  private final UnlistedAddresses unlisted = new UnlistedAddresses();

  /** Nodes that have reached what they may keep here. */
  private final Set<ByteString> full = new HashSet<>();

  private BiConsumer<ByteString, byte[]> others = (key, value) -> {};

  private final List<QuorumFollower> followers = new CopyOnWriteArrayList<>();

  private volatile Status current;

  /**
   * @param localNode the local node's name
   * @param measurements where all nodes' measurements go
   */
  public NodeStatus(ByteString localNode, Measurements measurements) {
    this.localNode = localNode;
    this.measurements = measurements;
    this.current = Status.empty(localNode);
  }

  /** The local node's name. */
  public ByteString localNode() {
    return localNode;
  }

  /** All of it at this moment, but for the measurements. */
  public Status current() {
    return current;
  }

  /**
   * Tells the other nodes of each value of the local node from now on, of one that is unfit too
   * (operations, section 4.4); there is one who tells them, the last one that was set.
   *
   * @param others called in the order of publication, by one thread at a time, while all others
   *     that publish wait: must not block
   */
  public synchronized void tellOthers(BiConsumer<ByteString, byte[]> others) {
    this.others = others;
  }

  /**
   * Publishes a value of the local node, which has no more than 32768 bytes whatever its key.
   *
   * @return anything but {@link Publication#ACCEPTED} if nothing was published
   */
  public synchronized Publication publish(ByteString key, byte[] value) {
    if (value.length > MAX_VALUE) {
      return Publication.TOO_LONG;
    }
    Publication result = publish(localNode, key, value);
    others.accept(key, value);
    return result;
  }

  /**
   * Publishes a value of any node. Where it is another's, that node has said how long values may
   * be; only texts are limited here.
   *
   * @param node its name
   * @param key what the value is
   * @param value not to be written to any more
   * @return {@link Publication#UNFIT} if nothing was published
   */
  public Publication publish(ByteString node, ByteString key, byte[] value) {
    if (key.startsWith(MEASUREMENTS)) {
      if (!isText(value, MAX_MEASUREMENTS)) {
        return Publication.UNFIT;
      }
      measurements.set(key.substring(MEASUREMENTS.length()), text(value));
    } else if (key.equals(ADDRESS)) {
      if (!isText(value, MAX_ADDRESS)) {
        return Publication.UNFIT;
      }
      setAddress(node, text(value));
    } else {
      setValue(node, key, value);
    }
    return Publication.ACCEPTED;
  }

  /**
   * Publishes a value of another node, which goes by its number (cluster, section 4.2). The address
   * of a node that is in no list yet is kept until it is (cluster, defect D4).
   *
   * @param id the node's
   * @return {@link Publication#UNFIT} if nothing was published, as of a node that is in no list;
   *     {@link Publication#TOO_LONG} if the node has more here than any needs
   */
  public synchronized Publication publish(int id, ByteString key, byte[] value) {
    Optional<Member> member = current.members().find(id);
    if (member.isPresent()) {
      return publishOf(member.get(), key, value);
    }
    if (key.equals(ADDRESS) && isText(value, MAX_ADDRESS)) {
      unlisted.put(id, text(value));
    }
    return Publication.UNFIT;
  }

  private Publication publishOf(Member member, ByteString key, byte[] value) {
    ByteString node = member.name();
    boolean isValue = !key.startsWith(MEASUREMENTS) && !key.equals(ADDRESS);
    if (isValue && node.equals(localNode)) {
      // A second process of this node; what it says is not what this one has published.
      return Publication.UNFIT;
    }
    if (isValue && !PeerLimits.admit(current.of(node), key, value)) {
      if (full.add(node)) {
        LOG.warn(
            "{} publishes more than {} keys or {} bytes; what goes beyond is dropped, first '{}'",
            node,
            PeerLimits.MAX_KEYS,
            PeerLimits.MAX_BYTES,
            key);
      }
      return Publication.TOO_LONG;
    }
    if (isValue) {
      full.remove(node);
    }
    return publish(node, key, value);
  }

  /**
   * Takes the list of the cluster's nodes, each time that it is read.
   *
   * @param cluster the cluster's name
   * @param configVersion of corosync's configuration
   */
  public synchronized void setNodes(
      ByteString cluster, int configVersion, Collection<Member> nodes) {
    Members read = current.members().withNodes(cluster, configVersion, nodes);
    current = current.withNodes(read, localNode);
    for (Member node : nodes) {
      unlisted.take(node.id()).ifPresent(address -> setAddress(node.name(), address));
    }
  }

  /** Takes the numbers of the nodes whose servers are in the group, each time that it changes. */
  public synchronized void setOnline(Set<Integer> ids) {
    Members changed = current.members().withOnline(ids);
    current = changed.isCluster() ? current.withOnline(changed) : current.withQuorate(changed);
  }

  /** Takes whether this node is among the majority. */
  public synchronized void setQuorate(boolean quorate) {
    boolean isChange = current.members().isQuorate() != quorate;
    current = current.withQuorate(current.members().withQuorate(quorate));
    if (isChange) {
      followers.forEach(follower -> follower.quorumChanged(quorate));
    }
  }

  /**
   * Tells of each change of the quorum from now on.
   *
   * @return whether this node is among the majority, before the first change that is told
   */
  public synchronized boolean follow(QuorumFollower follower) {
    followers.add(follower);
    return current.members().isQuorate();
  }

  /** Ends the telling: a follower is not called any more once this returns. */
  public synchronized void unfollow(QuorumFollower follower) {
    followers.remove(follower);
  }

  /** Whether a value is a C string of at most {@code max} bytes with its NUL. */
  private static boolean isText(byte[] value, int max) {
    return value.length > 0 && value.length <= max && value[value.length - 1] == 0;
  }

  private static ByteString text(byte[] value) {
    return ByteString.copyUntilNul(value, 0, value.length);
  }

  /** The value that a text is published in, with its NUL. */
  public static byte[] value(ByteString text) {
    return Arrays.copyOf(text.toArray(), text.length() + 1);
  }

  private synchronized void setAddress(ByteString node, ByteString address) {
    current = current.withAddress(node, address);
  }

  private synchronized void setValue(ByteString node, ByteString key, byte[] value) {
    current = value.length == 0 ? current.without(node, key) : current.with(node, key, value);
  }

  /**
   * The bytes under a node's key, just as they were set; neither addresses nor measurements.
   *
   * @param node the node's name; an empty one stands for the local node
   * @return nothing if the node or the key is unknown
   */
  public Optional<byte[]> get(ByteString node, ByteString key) {
    StatusValue value = current.of(node.isEmpty() ? localNode : node).get(key);
    return Optional.ofNullable(value).map(StatusValue::data);
  }

  /**
   * What the other nodes are to be told under a key of the local node's, measurements left out:
   * nothing, which removes a key, if it is not set.
   */
  public byte[] localValue(ByteString key) {
    if (key.equals(ADDRESS)) {
      ByteString address = current.addresses().get(localNode);
      return address == null ? NOTHING : value(address);
    }
    return get(localNode, key).orElse(NOTHING);
  }
}
