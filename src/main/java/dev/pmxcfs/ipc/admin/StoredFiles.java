package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.StateOptions;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.ImportAll;
import dev.pmxcfs.state.change.ImportMode;
import dev.pmxcfs.state.change.ImportedEntry;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.change.PutFile;
import dev.pmxcfs.state.change.RenameEntry;
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
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** The configuration files of a state in this process, or of a tree that is only read. */
public final class StoredFiles implements ConfigFiles {

  private final ConfigTree tree;
  private final Supplier<ChangeLog> changes;
  private final Closeable source;

  /**
   * @param state closed by {@link #close}
   */
  StoredFiles(ClusterState state) {
    this(state.tree(), state::changes, state::close);
  }

  private StoredFiles(ConfigTree tree, Supplier<ChangeLog> changes, Closeable source) {
    this.tree = tree;
    this.changes = changes;
    this.source = source;
  }

  /** The files of a tree, to be read alone: a change is a programming error. */
  public static StoredFiles of(ConfigTree tree) {
    return new StoredFiles(
        tree,
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

  @Override
  public List<ByteString> list(byte[] path) throws RefusedException {
    if (existing(path) instanceof Directory directory) {
      return directory.children().stream().map(StoredFiles::listed).toList();
    }
    throw refused(Errno.ENOTDIR, path, "is not a directory");
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
    throw refused(Errno.EISDIR, path, "is a directory");
  }

  private TreeEntry existing(byte[] path) throws RefusedException {
    return tree.find(new ConfigPath(path))
        .orElseThrow(
            () ->
                refused(
                    Errno.ENOENT,
                    path,
                    isVirtual(path) ? "a running server alone can tell" : "does not exist"));
  }

  @Override
  public void put(byte[] path, byte[] data) throws RefusedException {
    refuseVirtual(path);
    change(() -> new PutFile(ConfigPath.checked(path), data));
  }

  @Override
  public void delete(byte[] path) throws RefusedException {
    refuseVirtual(path);
    change(() -> new DeleteEntry(ConfigPath.checked(path)));
  }

  @Override
  public void rename(byte[] from, byte[] to) throws RefusedException {
    refuseVirtual(from);
    refuseVirtual(to);
    change(() -> new RenameEntry(ConfigPath.checked(from), ConfigPath.checked(to)));
  }

  @Override
  public void makeDirectory(byte[] path) throws RefusedException {
    refuseVirtual(path);
    change(() -> new MakeDirectory(ConfigPath.checked(path)));
  }

  @Override
  public void importAll(List<ImportedEntry> entries, ImportMode mode, IntConsumer handedOver)
      throws RefusedException {
    refuseVirtual(entries);
    handedOver.accept(entries.size());
    change(() -> new ImportAll(entries, mode));
  }

  @Override
  public List<TreeDifference> previewImport(
      List<ImportedEntry> entries, ImportMode mode, IntConsumer handedOver)
      throws RefusedException {
    refuseVirtual(entries);
    handedOver.accept(entries.size());
    try {
      return new ImportAll(entries, mode).preview(tree);
    } catch (TreeException e) {
      throw refused(e);
    }
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  @FunctionalInterface
  private interface Wanted {
    Change change() throws TreeException;
  }

  private void change(Wanted wanted) throws RefusedException {
    try {
      changes.get().submit(wanted.change()).toCompletableFuture().join().orThrow();
    } catch (TreeException e) {
      throw refused(e);
    }
  }

  /** What a change would put in the tree there, no client of the C server's mount could see. */
  private static void refuseVirtual(byte[] path) throws RefusedException {
    if (isVirtual(path)) {
      throw refused(Errno.EACCES, path, "the server makes it up; it cannot be changed");
    }
  }

  private static void refuseVirtual(List<ImportedEntry> entries) throws RefusedException {
    for (ImportedEntry entry : entries) {
      refuseVirtual(entry.path());
    }
  }

  private static boolean isVirtual(byte[] path) {
    return VirtualNames.contain(new ConfigPath(path).canonical().toLatin1());
  }

  private static RefusedException refused(TreeException e) {
    return new RefusedException(e.errno().number(), e.getMessage());
  }

  private static RefusedException refused(int errno, byte[] path, String reason) {
    return new RefusedException(
        errno, new ConfigPath(path) + ": " + reason + " (" + Errno.name(errno) + ")");
  }
}
