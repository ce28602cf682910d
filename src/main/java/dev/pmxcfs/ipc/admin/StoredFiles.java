package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.StateOptions;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.ImportAll;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeDifference;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.pmxcfs.state.tree.VirtualNames;
import dev.qbipc.linux.Errno;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** The configuration files of a state in this process, or of a tree that is only read. */
public final class StoredFiles implements ConfigFiles {

  private final Supplier<ConfigTree> trees;

  /** What is read, from the first time on that anything is; a command's requests come in turn. */
  private volatile ConfigTree tree;

  private final Supplier<ChangeLog> changes;
  private final Closeable source;

  /**
   * @param state closed by {@link #close}
   */
  StoredFiles(ClusterState state) {
    this(state::tree, state::changes, state::close);
  }

  private StoredFiles(Supplier<ConfigTree> trees, Supplier<ChangeLog> changes, Closeable source) {
    this.trees = trees;
    this.changes = changes;
    this.source = source;
  }

  /** The files of a tree, to be read alone: a change is a programming error. */
  public static StoredFiles of(ConfigTree tree) {
    return new StoredFiles(
        () -> tree,
        () -> {
          throw new IllegalStateException("the files are not opened to be changed");
        },
        () -> {});
  }

  /**
   * Opens a database, and creates it where it is missing. Until it is closed no server can open it.
   *
   * @throws DatabaseException if a server has it, or if it cannot be read
   */
  public static StoredFiles open(Path database) throws IOException {
    return new StoredFiles(ClusterState.open(new StateOptions().setDatabase(database.toString())));
  }

  private ConfigTree tree() {
    if (tree == null) {
      tree = trees.get();
    }
    return tree;
  }

  @Override
  public List<ByteString> list(byte[] path) throws RefusedException {
    return directory(path).children().stream().map(StoredFiles::listed).toList();
  }

  private Directory directory(byte[] path) throws RefusedException {
    if (existing(path) instanceof Directory directory) {
      return directory;
    }
    throw refused(Errno.ENOTDIR, new ConfigPath(path), "is not a directory");
  }

  @Override
  public EntryStatus status(byte[] path) throws RefusedException {
    return EntryStatus.of(existing(path));
  }

  @Override
  public List<EntryStatus> entries(byte[] path) throws RefusedException {
    return directory(path).children().stream().map(EntryStatus::of).toList();
  }

  private static ByteString listed(TreeEntry entry) {
    ByteString name = entry.attributes().name();
    if (entry instanceof RegularFile) {
      return name;
    }
    byte[] bytes = (name.toLatin1() + "/").getBytes(StandardCharsets.ISO_8859_1);
    return ByteString.copyOf(bytes, 0, bytes.length);
  }

  @Override
  public byte[] read(byte[] path) throws RefusedException {
    if (existing(path) instanceof RegularFile file) {
      return file.data();
    }
    throw refused(Errno.EISDIR, new ConfigPath(path), "is a directory");
  }

  private TreeEntry existing(byte[] given) throws RefusedException {
    var path = new ConfigPath(given);
    return tree()
        .find(path)
        .orElseThrow(
            () ->
                refused(
                    Errno.ENOENT,
                    path,
                    isVirtual(path) ? "can only be read from a running server" : "does not exist"));
  }

  @Override
  public long change(Change change) throws RefusedException {
    try {
      return submit(change).toCompletableFuture().join().orThrow().version();
    } catch (TreeException e) {
      throw new RefusedException(e);
    }
  }

  /**
   * Submits a change.
   *
   * @return completes as {@link ChangeLog#submit} says
   * @throws RefusedException if it is of a virtual file
   */
  CompletionStage<Outcome> submit(Change change) throws RefusedException {
    refuseVirtual(change);
    return changes.get().submit(change);
  }

  @Override
  public void importAll(ImportAll change, IntConsumer handedOver) throws RefusedException {
    handedOver.accept(change.entries().size());
    change(change);
  }

  @Override
  public List<TreeDifference> previewImport(ImportAll change, IntConsumer handedOver)
      throws RefusedException {
    refuseVirtual(change);
    handedOver.accept(change.entries().size());
    try {
      return change.preview(tree());
    } catch (TreeException e) {
      throw new RefusedException(e);
    }
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  /** What a change would put in the tree there, no client of the C server's mount could see. */
  private static void refuseVirtual(Change change) throws RefusedException {
    for (ConfigPath path : change.paths()) {
      if (isVirtual(path)) {
        throw refused(Errno.EACCES, path, "is made by the server and cannot be changed");
      }
    }
  }

  private static boolean isVirtual(ConfigPath path) {
    return VirtualNames.contain(path.canonical().toLatin1());
  }

  private static RefusedException refused(int errno, ConfigPath path, String reason) {
    return new RefusedException(errno, path + ": " + reason + " (" + Errno.name(errno) + ")");
  }
}
