package dev.pmxcfs.state;

import dev.pmxcfs.api.Cluster;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.log.ClusterLog;
import dev.pmxcfs.state.nodes.Measurements;
import dev.pmxcfs.state.nodes.NodeStatus;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.replica.ChangeOrder;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.TreeFollower;
import java.io.IOException;
import java.time.Clock;

/**
 * The state of a node: what operations ask, and what the program, the mount and the cluster need
 * beyond that.
 *
 * <p>Any thread may call the methods. None but {@link #open} and {@link #close} waits for a disk;
 * what {@link #changes} gives is another matter, and {@link #log} and {@link #status} have locks of
 * their own.
 */
public interface ClusterState extends Cluster, AutoCloseable {

  /**
   * Opens the database, which is created where it is missing, and reads all of it; or reads a
   * directory in its place, and follows its changes. Blocks.
   *
   * @throws DatabaseException if another server uses the database, or if it cannot be read or holds
   *     no sound tree, when the message says which row is wrong
   * @throws dev.pmxcfs.state.directory.DirectoryException if the directory cannot be read
   */
  static ClusterState open(StateOptions options) throws IOException {
    return open(options, ChangeOrder.LOCAL);
  }

  /**
   * As the other, where a group of nodes may give changes their order.
   *
   * @param order that of a directory is its own
   */
  static ClusterState open(StateOptions options, ChangeOrder order) throws IOException {
    return LocalClusterState.open(options, order, Clock.systemUTC());
  }

  /** The configuration files as they are now; a tree never changes. */
  ConfigTree tree();

  /**
   * Tells of each change of the configuration files from now on.
   *
   * @return the files as they are before the first change that is told
   */
  ConfigTree follow(TreeFollower follower);

  /** Ends the telling: a follower is not called any more once this returns. */
  void unfollow(TreeFollower follower);

  /**
   * Has changes brought in when somebody is about to read the configuration files and {@linkplain
   * #settle asks} for it. Replaces those that were to be brought in before.
   */
  void beforeReads(UnsettledChanges changes);

  /** The way in for changes of the configuration files; always the same object. */
  ChangeLog changes();

  /** What services published of their nodes; always the same object. */
  NodeStatus status();

  /** What happened in the cluster; always the same object. */
  ClusterLog log();

  /** The newest measurements, and where they go on to; always the same object. */
  Measurements measurements();

  /** How much of everything there is; waits for the log alone. */
  StateStats stats();

  /** The status of the database or the directory, according to the file system. */
  SourceStatus source();

  /** Closes the database, or ends following the directory. Reads go on to be answered. Blocks. */
  @Override
  void close() throws IOException;
}
