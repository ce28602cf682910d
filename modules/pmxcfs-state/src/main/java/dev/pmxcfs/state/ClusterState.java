package dev.pmxcfs.state;

import dev.pmxcfs.api.AnswerTooLongException;
import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.api.Publication;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.log.ClusterLog;
import dev.pmxcfs.state.nodes.Measurements;
import dev.pmxcfs.state.nodes.NodeStatus;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.tree.ConfigTree;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * What pmxcfs's operations answer from: the configuration tree and what is known of the cluster.
 *
 * <p>Any thread may call the methods; none but {@link #open} and {@link #close} blocks or takes a
 * lock; what {@link #writer} gives is another matter. Where a directory is served, the methods that
 * answer from its files wait until what changed in it before is read, some milliseconds as a rule
 * and half a minute at the most. The arrays are shared with other callers: not to be written to.
 */
public interface ClusterState extends AutoCloseable {

  /**
   * Opens the database, which is created where it is missing, and reads all of it; or reads a
   * directory in its place, and follows its changes. Blocks.
   *
   * @throws DatabaseException if another server uses the database, or if it cannot be read or holds
   *     no sound tree, when the message says which row is wrong
   * @throws dev.pmxcfs.state.directory.DirectoryException if the directory cannot be read
   */
  static ClusterState open(StateOptions options) throws IOException {
    return LocalClusterState.open(options, Clock.systemUTC());
  }

  /**
   * The answer to GET_FS_VERSION, made anew only after something in it changed (operations, section
   * 4.1).
   */
  byte[] fsVersion();

  /**
   * The answer to GET_CLUSTER_INFO, made anew only after something in it changed (operations,
   * section 4.2).
   */
  byte[] clusterInfo();

  /** The answer to GET_GUEST_LIST, kept until something in it changes (operations, section 4.3). */
  byte[] guestList();

  /**
   * The answer to GET_CLUSTER_LOG: the newest messages, the newest first (operations, section 4.8).
   *
   * @param user whose messages, the whole name; an empty one stands for everybody's
   * @param max how many at most
   */
  byte[] clusterLog(ByteString user, long max);

  /** The answer to GET_RRD_DUMP, kept for two seconds (operations, section 4.9). */
  byte[] rrdDump();

  /**
   * The contents of a configuration file (operations, section 5.1).
   *
   * @param path names between slashes, without a NUL; empty names do not count
   * @return nothing where there is no file, or a directory
   */
  Optional<byte[]> config(byte[] path);

  /**
   * Whether a guest has a VMID.
   *
   * @param vmid 1 to 4294967295
   */
  boolean hasGuest(long vmid);

  /**
   * The answer to GET_GUEST_CONFIG_PROPERTIES for one guest (operations, sections 4.11 and 5.8).
   *
   * @param vmid of the guest
   * @param names the properties, in the order of the answer
   * @param maxLength how many bytes the client can read
   * @return nothing if the guest's configuration is empty, or if there is no such guest
   * @throws AnswerTooLongException if the answer has more bytes than that
   */
  Optional<byte[]> guestProperties(long vmid, List<ByteString> names, int maxLength);

  /**
   * The answer to GET_GUEST_CONFIG_PROPERTIES for all guests, kept until a guest changes
   * (operations, sections 4.11 and 5.8). Names that no guest has cost a look-up.
   *
   * @param names as for the other
   * @param maxLength as for the other
   * @throws AnswerTooLongException as for the other
   */
  byte[] guestProperties(List<ByteString> names, int maxLength);

  /**
   * Whether an API token is one of those in {@code priv/token.cfg} (operations, section 4.12).
   *
   * @param token id, blank and secret, without a NUL or a line feed
   */
  boolean isToken(byte[] token);

  /** The configuration files as they are now; a tree never changes. */
  ConfigTree tree();

  /** The way in for changes of the configuration files; always the same object. */
  ChangeLog changes();

  /**
   * Whether a path is hidden from read-only connections, existing or not: {@code priv} and {@code
   * nodes/<node>/priv}, and all below (operations, section 4.6).
   *
   * @param path as for {@link #config}
   */
  boolean isPrivate(byte[] path);

  /**
   * What a node has published under a key, byte for byte (operations, section 4.5).
   *
   * @param node its name; an empty one stands for the local node
   */
  Optional<byte[]> status(ByteString node, ByteString key);

  /**
   * Publishes a value of the local node (operations, section 4.4).
   *
   * @param key decides what the value is and may be, as {@link NodeStatus} says
   * @param value not to be written to any more
   */
  Publication publish(ByteString key, byte[] value);

  /**
   * Adds a message of the local node to the cluster log (operations, section 4.7).
   *
   * @param priority as in syslog, 0 to 7; a message of any other is dropped
   * @param ident the user or service it is about, without a NUL
   * @param tag the program, without a NUL
   * @param pid the process that writes it
   * @param message any text without a NUL, UTF-8 or not
   */
  void log(int priority, ByteString ident, ByteString tag, int pid, ByteString message);

  /** What services published of their nodes; always the same object. */
  NodeStatus status();

  /** What happened in the cluster; always the same object. */
  ClusterLog log();

  /** The newest measurements, and where they go on to; always the same object. */
  Measurements measurements();

  /** How much of everything there is; waits for the log alone. */
  StateStats stats();

  /** How the database or the directory is; looks at the file system. */
  SourceStatus source();

  /** Closes the database, or ends following the directory. Reads go on to be answered. Blocks. */
  @Override
  void close() throws IOException;
}
