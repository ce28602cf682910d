package dev.pmxcfs.mount.kernel;

import dev.pmxcfs.mount.MountedTree;
import dev.qbipc.fuse.FuseOptions;
import dev.qbipc.fuse.FuseStats;
import dev.qbipc.fuse.MountException;
import dev.qbipc.fuse.session.FuseSession;
import dev.qbipc.fuse.session.SessionEnd;
import dev.qbipc.linux.Errno;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletionStage;

/**
 * A tree that is mounted on a directory, as C pmxcfs mounts it on {@code /etc/pve} (mount, section
 * 1): root's, with permissions that the kernel checks, for all users, with times of whole seconds.
 */
public final class TreeMount implements AutoCloseable {

  private static final int SECOND = 1_000_000_000;

  private final MountedTree tree;
  private final FuseSession session;

  private TreeMount(MountedTree tree, FuseSession session) {
    this.tree = tree;
    this.session = session;
  }

  /**
   * Mounts a tree. Takes CAP_SYS_ADMIN, and blocks until the mount answers.
   *
   * @param tree belongs to the mount from here on, unless this throws
   * @param directory where; a mount whose server has ended is taken off, other mounts are refused,
   *     and so is a directory that is not empty
   * @param clock tells what the present time is that a program sets
   * @throws MountException if it cannot be mounted there; the message says why
   */
  public static TreeMount mount(MountedTree tree, Path directory, Clock clock)
      throws MountException {
    return mount(tree, directory, clock, new FuseOptions());
  }

  /**
   * As the other.
   *
   * @param options how, but for what the tree says of its times and answers
   */
  public static TreeMount mount(MountedTree tree, Path directory, Clock clock, FuseOptions options)
      throws MountException {
    var own = new FuseOptions(options).setTimeGranularity(SECOND).setTimeoutErrno(Errno.EBUSY);
    FuseSession session = FuseSession.mount(new TreeFileSystem(tree, clock), directory, own);
    tree.tell(new KernelNodes(session.kernelCache()));
    return new TreeMount(tree, session);
  }

  /** What the kernel's calls have done until now, and have to do. */
  public FuseStats stats() {
    return session.stats();
  }

  /** Whether the tree is still what is seen on the directory. Calls nothing of it. */
  public boolean isMounted() {
    return session.isMounted();
  }

  /** Why the mount has ended, once it has: it was closed, or unmounted by somebody else. */
  public CompletionStage<SessionEnd> ended() {
    return session.ended();
  }

  /** Unmounts it, also while processes are inside. What was begun has some seconds. Blocks. */
  @Override
  public void close() {
    session.close();
    tree.close();
  }
}
