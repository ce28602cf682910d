package dev.pmxcfs.ipc.mount;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.mount.MountedStats;
import dev.pmxcfs.mount.MountedTree;
import dev.pmxcfs.mount.kernel.TreeMount;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.StateOptions;
import dev.qbipc.fuse.FuseOptions;
import dev.qbipc.fuse.FuseStats;
import dev.qbipc.fuse.MountException;
import dev.qbipc.fuse.session.SessionEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration tree as the service has mounted it. Any thread may call it. */
public final class ServedMount implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServedMount.class);

  /** Less than the server has for its end, in which other parts close before and after. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private static final int ROOT_GROUP = 0;

  /** How long a call may be without an answer before something is wrong. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Path directory;
  private final MountedTree tree;
  private final TreeMount mount;

  private ServedMount(Path directory, MountedTree tree, TreeMount mount) {
    this.directory = directory;
    this.tree = tree;
    this.mount = mount;
  }

  /**
   * Sees to it that a mount would not hide what is served, nor lie within it: before the database
   * is opened, which would be made in a directory that was to be mounted on.
   *
   * @throws MountException if it would
   */
  public static void check(MountOptions options, StateOptions served) throws MountException {
    MountPlace.check(directory(options), home(served));
  }

  private static Path directory(MountOptions options) {
    return Path.of(options.getDirectory()).toAbsolutePath().normalize();
  }

  /** The directory that is served, or that the database is in. */
  private static Path home(StateOptions served) throws MountException {
    if (served.getConfigDirectory() != null) {
      return Path.of(served.getConfigDirectory());
    }
    Path database = Path.of(served.getDatabase()).toAbsolutePath();
    try {
      return (database.toFile().exists() ? database.toRealPath() : database).getParent();
    } catch (IOException e) {
      throw new MountException(database + " cannot be found", e);
    }
  }

  /**
   * Mounts the tree of a state. Blocks until the mount answers.
   *
   * @param options name the directory
   * @param served what the state was opened with; a directory is mounted read-only
   * @param group whose members may read; root's if there is none
   * @throws MountException if it cannot be mounted there; the message says why, and what to do
   */
  public static ServedMount open(
      MountOptions options, StateOptions served, ClusterState state, OptionalInt group)
      throws MountException {
    boolean isReadOnly = served.getConfigDirectory() != null;
    var kernel =
        new FuseOptions()
            .setReaders(options.getReaders())
            .setReadOnly(isReadOnly)
            .setCloseTimeout(CLOSE_TIMEOUT);
    ByteString node = ByteString.of(served.nodeNameOrHostName());
    var tree =
        new MountedTree(state, node, group.orElse(ROOT_GROUP), new DebugLevel(), Clock.systemUTC());
    Path directory = directory(options);
    try {
      TreeMount mount = TreeMount.mount(tree, directory, Clock.systemUTC(), kernel);
      LOG.info("mounted on {}{}", directory, isReadOnly ? ", read-only" : "");
      OwnNode.warning(state.tree(), node).ifPresent(LOG::warn);
      return new ServedMount(directory, tree, mount);
    } catch (MountException e) {
      tree.close();
      throw e;
    }
  }

  /** Where the tree is mounted. */
  public Path directory() {
    return directory;
  }

  /** What the kernel's calls have done until now, and have to do. */
  public FuseStats calls() {
    return mount.stats();
  }

  /** What is kept for programs just now. */
  public MountedStats held() {
    return tree.stats();
  }

  /**
   * What keeps programs from the tree, a sentence that says what to do; nothing if nothing does.
   * Looks at what the kernel says of mounts and at the calls that wait, and calls nothing of the
   * mount itself: a process that waits for itself could not even be killed.
   */
  public Optional<String> fault() {
    if (!mount.isMounted()) {
      return Optional.of(
          "the tree is not what is seen on "
              + directory
              + ": it was unmounted while programs were inside, or something is mounted over it;"
              + " unmount that, or else restart this service");
    }
    var oldest = Duration.ofNanos(mount.stats().oldestNanos());
    if (oldest.compareTo(PATIENCE) > 0) {
      return Optional.of(
          "a program on "
              + directory
              + " has had no answer for "
              + oldest.toSeconds()
              + " s: look whether the disk of the database answers");
    }
    return Optional.empty();
  }

  /** Why the mount has ended, once it has: it was closed, or unmounted by somebody else. */
  public CompletionStage<SessionEnd> ended() {
    return mount.ended();
  }

  /** Unmounts it, also while processes are inside. What was begun has some seconds. Blocks. */
  @Override
  public void close() {
    mount.close();
  }
}
