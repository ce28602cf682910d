package dev.pmxcfs.mount;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.OpenedState;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Polling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junit.function.ThrowingRunnable;

/** A mounted tree, to be used with paths and texts as a kernel would for a program run by root. */
final class Shell implements AutoCloseable {

  /** That of www-data. */
  static final int GID = 33;

  private static final int PATIENCE_SECONDS = 120;

  final MountedTree tree;
  final Switch debug = new Switch();

  /** What {@code .debug} shows. */
  static final class Switch implements DebugLogging {

    private volatile boolean on;

    @Override
    public boolean isOn() {
      return on;
    }

    @Override
    public void set(boolean on) {
      this.on = on;
    }
  }

  Shell(OpenedState opened) {
    this(opened, opened.state());
  }

  /** On a state in place of the opened one. */
  Shell(OpenedState opened, ClusterState state) {
    tree = new MountedTree(state, ByteString.of("testnode"), GID, debug, opened.clock());
  }

  /** What a stage becomes. */
  static <T> T await(CompletionStage<T> stage) throws TreeException {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TreeException refusal) {
        throw refusal;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  static void assertRefused(int errno, ThrowingRunnable call) {
    TreeException refusal = assertThrows(TreeException.class, call);
    assertEquals(refusal.getMessage(), Errno.name(errno), Errno.name(refusal.errno()));
  }

  static ByteString name(String path) {
    return ByteString.ofLatin1(path.substring(path.lastIndexOf('/') + 1));
  }

  /** The node of the directory that a path's last name is in. */
  long parent(String path) throws TreeException {
    return path.contains("/") ? node(path.substring(0, path.lastIndexOf('/'))) : MountedTree.ROOT;
  }

  long node(String path) throws TreeException {
    return stat(path).node();
  }

  NodeAttributes stat(String path) throws TreeException {
    if (path.isEmpty()) {
      return tree.attributes(MountedTree.ROOT);
    }
    return tree.lookup(parent(path), name(path))
        .orElseThrow(() -> new TreeException(Errno.ENOENT, path, null));
  }

  /** What fstat shows. */
  NodeAttributes stat(long node, long handle) throws TreeException {
    var shown = new NodeAttributes();
    tree.files().attributes(node, handle, shown);
    return shown;
  }

  /** The mode in octal digits, as in the recordings. */
  String mode(String path) throws TreeException {
    return Integer.toOctalString(stat(path).mode());
  }

  NodeAttributes mkdir(String path) throws TreeException {
    return await(tree.makeDirectory(parent(path), name(path)));
  }

  NodeAttributes mknod(String path) throws TreeException {
    return await(tree.makeFile(parent(path), name(path)));
  }

  void rmdir(String path) throws TreeException {
    await(tree.removeDirectory(parent(path), name(path)));
  }

  void unlink(String path) throws TreeException {
    await(tree.removeFile(parent(path), name(path)));
  }

  void rename(String from, String to) throws TreeException {
    await(tree.rename(parent(from), name(from), parent(to), name(to)));
  }

  long open(String path) throws TreeException {
    return tree.files().open(node(path));
  }

  /** With O_TRUNC. */
  long openTruncated(String path) throws TreeException {
    return await(tree.files().open(node(path), true));
  }

  /** With O_CREAT and O_EXCL. */
  long create(String path) throws TreeException {
    return await(tree.files().create(parent(path), name(path), true, false)).handle();
  }

  int write(long handle, long offset, String text) throws TreeException {
    return write(handle, offset, text.getBytes(ISO_8859_1));
  }

  int write(long handle, long offset, byte[] data) throws TreeException {
    return await(tree.files().write(handle, offset, false, data));
  }

  /** With O_APPEND, where a kernel believes the file to end somewhere. */
  int append(long handle, long believed, String text) throws TreeException {
    return await(tree.files().write(handle, believed, true, text.getBytes(ISO_8859_1)));
  }

  /** All of it. */
  String read(long handle) throws TreeException {
    await(tree.files().settle(handle));
    return new String(tree.files().read(handle), ISO_8859_1);
  }

  void close(long handle) throws TreeException {
    try {
      await(tree.files().flush(handle));
    } finally {
      tree.files().release(handle);
    }
  }

  /** Opens with O_CREAT and O_TRUNC, writes, closes. */
  void put(String path, String text) throws TreeException {
    long handle = await(tree.files().create(parent(path), name(path), false, true)).handle();
    try {
      assertEquals(text.length(), write(handle, 0, text));
    } finally {
      close(handle);
    }
  }

  /** Looks the name up again where the file was replaced meanwhile, as a kernel does. */
  private long openPatiently(String path) throws TreeException {
    while (true) {
      try {
        return open(path);
      } catch (TreeException e) {
        if (e.errno() != Errno.ESTALE) {
          throw e;
        }
      }
    }
  }

  String cat(String path) throws TreeException {
    long handle = openPatiently(path);
    try {
      return read(handle);
    } finally {
      close(handle);
    }
  }

  /** The names without dots, sorted, as in the recordings. */
  String ls(String path) throws TreeException {
    long handle = tree.files().openDirectory(node(path));
    try {
      return names(tree.files().list(handle, true));
    } finally {
      close(handle);
    }
  }

  /** An entry of a listing. */
  record Listed(long node, int type, String name) {}

  static List<Listed> entries(Listing listing) {
    List<Listed> entries = new ArrayList<>();
    listing.from(
        0, (next, node, type, name) -> entries.add(new Listed(node, type, name.toLatin1())));
    return entries;
  }

  static String names(Listing listing) {
    return entries(listing).stream()
        .map(Listed::name)
        .filter(name -> !name.matches("\\.\\.?"))
        .sorted()
        .collect(Collectors.joining(" "));
  }

  NodeAttributes change(String path, AttributeRequest request) throws TreeException {
    return await(tree.change(node(path), request));
  }

  void truncate(String path, long size) throws TreeException {
    change(path, AttributeRequest.ofSize(size));
  }

  void utime(String path, long mtime) throws TreeException {
    change(path, AttributeRequest.ofMtime(mtime));
  }

  void chmod(String path, int mode) throws TreeException {
    change(path, AttributeRequest.ofMode(mode));
  }

  void chown(String path, int uid, int gid) throws TreeException {
    change(path, AttributeRequest.ofOwner(uid, gid));
  }

  /** Makes directories one by one. */
  void mkdirs(String... paths) throws TreeException {
    for (String path : paths) {
      mkdir(path);
    }
  }

  static byte[] filled(int length, char with) {
    byte[] data = new byte[length];
    Arrays.fill(data, (byte) with);
    return data;
  }

  @Override
  public void close() {
    tree.close();
    // a handle that was released ends when what was written by it is stored
    Polling.until(() -> tree.files().open() == 0, "all handles to end");
  }
}
