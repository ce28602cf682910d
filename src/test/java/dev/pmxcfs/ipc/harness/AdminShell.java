package dev.pmxcfs.ipc.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pmxcfs.ipc.admin.ConfigFiles;
import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.admin.ServedFiles;
import dev.pmxcfs.state.ConfigWriter;
import dev.pmxcfs.state.ImportMode;
import dev.pmxcfs.state.ImportedEntry;
import dev.pmxcfs.state.RecordedShell;
import dev.pmxcfs.state.guests.GuestPath;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeErrno;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.OptionalLong;

/**
 * Does through a running server's admin service what a recorded shell did to the C server's file
 * system. A file system writes at an offset, appends and touches; the service puts whole files.
 * Each of these changes counts as one, so it is done as one: another file is put and renamed to the
 * file's path.
 */
public final class AdminShell implements ConfigWriter, RecordedShell.Files {

  private static final byte[] NOTHING = {};

  /** No client looks at this file. */
  private static final byte[] OTHER = "other-file".getBytes(UTF_8);

  private final Vertx vertx;
  private final String service;

  private AdminShell(Vertx vertx, String service) {
    this.vertx = vertx;
    this.service = service;
  }

  /** A shell that changes the files of a running server. */
  public static RecordedShell on(Vertx vertx, String service) {
    var shell = new AdminShell(vertx, service);
    return new RecordedShell(shell, shell, Clock.systemUTC());
  }

  @FunctionalInterface
  private interface Use<T> {

    T of(ConfigFiles files) throws RefusedException, IOException;
  }

  @FunctionalInterface
  private interface Change {

    void to(ConfigFiles files) throws RefusedException, IOException;
  }

  private <T> T use(Use<T> use) throws RefusedException {
    try (ServedFiles files = ServedFiles.connect(vertx, service)) {
      return use.of(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void change(Change change) throws TreeException {
    try {
      use(
          files -> {
            change.to(files);
            return null;
          });
    } catch (RefusedException e) {
      throw new TreeException(errno(e), e.getMessage(), e);
    }
  }

  private static TreeErrno errno(RefusedException refused) {
    return Arrays.stream(TreeErrno.values())
        .filter(errno -> errno.number() == refused.errno())
        .findFirst()
        .orElseThrow(() -> new AssertionError(refused));
  }

  @Override
  public boolean isDirectory(String path) {
    try {
      use(files -> files.list(path.getBytes(UTF_8)));
      return true;
    } catch (RefusedException e) {
      return false;
    }
  }

  @Override
  public OptionalLong size(String path) {
    try {
      return OptionalLong.of(use(files -> files.read(path.getBytes(UTF_8))).length);
    } catch (RefusedException e) {
      if (e.errno() != Errno.ENOENT) {
        throw new AssertionError(e);
      }
      return OptionalLong.empty();
    }
  }

  @Override
  public void makeDirectory(byte[] path) throws TreeException {
    change(files -> files.makeDirectory(path));
  }

  @Override
  public void create(byte[] path) throws TreeException {
    change(files -> files.put(path, NOTHING));
  }

  @Override
  public int write(byte[] path, long offset, byte[] data, boolean truncate) throws TreeException {
    change(
        files -> {
          byte[] before = files.read(path);
          int end = (int) offset + data.length;
          byte[] after = Arrays.copyOf(before, truncate ? end : Math.max(before.length, end));
          System.arraycopy(data, 0, after, (int) offset, data.length);
          replace(files, path, after);
        });
    return data.length;
  }

  private static void replace(ConfigFiles files, byte[] path, byte[] data)
      throws RefusedException, IOException {
    files.put(OTHER, data);
    files.rename(OTHER, path);
  }

  @Override
  public void put(byte[] path, byte[] data) throws TreeException {
    change(files -> files.put(path, data));
  }

  /** Changes no guest, but counts for other files. */
  @Override
  public void setMtime(byte[] path, int mtime) throws TreeException {
    if (GuestPath.of(new ConfigPath(path)).isEmpty()) {
      change(files -> replace(files, path, files.read(path)));
    }
  }

  @Override
  public void delete(byte[] path) throws TreeException {
    change(files -> files.delete(path));
  }

  @Override
  public void rename(byte[] from, byte[] to) throws TreeException {
    change(files -> files.rename(from, to));
  }

  @Override
  public void removeLock(byte[] path) {
    throw new UnsupportedOperationException("no recording does so");
  }

  @Override
  public void importAll(Collection<ImportedEntry> entries, ImportMode mode) {
    throw new UnsupportedOperationException("no recording does so");
  }
}
