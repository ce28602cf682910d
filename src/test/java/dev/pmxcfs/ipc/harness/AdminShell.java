package dev.pmxcfs.ipc.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pmxcfs.ipc.admin.ConfigFiles;
import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.admin.ServedFiles;
import dev.pmxcfs.state.RecordedShell;
import dev.pmxcfs.state.change.CreateFile;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.RenameEntry;
import dev.pmxcfs.state.change.SetMtime;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.guests.GuestPath;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeErrno;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Does through a running server's admin service what a recorded shell did to the C server's file
 * system. A file system writes at an offset, appends and touches; the service puts whole files.
 * Each of these changes counts as one, so it is done as one: another file is put and renamed to the
 * file's path.
 */
public final class AdminShell implements ChangeLog, RecordedShell.Files {

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
  public CompletionStage<Outcome> submit(dev.pmxcfs.state.change.Change change) {
    try {
      make(change);
      return CompletableFuture.completedStage(
          new Outcome.Applied(change.result(), 0, Optional.empty()));
    } catch (TreeException e) {
      return CompletableFuture.completedStage(new Outcome.Refused(e));
    }
  }

  private void make(dev.pmxcfs.state.change.Change change) throws TreeException {
    if (change instanceof MakeDirectory made) {
      change(files -> files.makeDirectory(path(made.path())));
    } else if (change instanceof CreateFile made) {
      change(files -> files.put(path(made.path()), NOTHING));
    } else if (change instanceof WriteFile made) {
      change(files -> write(files, made));
    } else if (change instanceof SetMtime made) {
      setMtime(made.path());
    } else if (change instanceof DeleteEntry made) {
      change(files -> files.delete(path(made.path())));
    } else if (change instanceof RenameEntry made) {
      change(files -> files.rename(path(made.from()), path(made.to())));
    } else {
      throw new UnsupportedOperationException("no recording does so");
    }
  }

  private static byte[] path(ConfigPath path) {
    return path.canonical().toArray();
  }

  private static void write(ConfigFiles files, WriteFile change)
      throws RefusedException, IOException {
    byte[] path = path(change.path());
    byte[] data = change.data();
    byte[] before = files.read(path);
    int end = (int) change.offset() + data.length;
    byte[] after = Arrays.copyOf(before, change.truncate() ? end : Math.max(before.length, end));
    System.arraycopy(data, 0, after, (int) change.offset(), data.length);
    replace(files, path, after);
  }

  private static void replace(ConfigFiles files, byte[] path, byte[] data)
      throws RefusedException, IOException {
    files.put(OTHER, data);
    files.rename(OTHER, path);
  }

  /** Changes no guest, but counts for other files. */
  private void setMtime(ConfigPath path) throws TreeException {
    if (GuestPath.of(path).isEmpty()) {
      change(files -> replace(files, path(path), files.read(path(path))));
    }
  }
}
