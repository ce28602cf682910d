package dev.pmxcfs.ipc.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pmxcfs.ipc.admin.ConfigFiles;
import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.admin.ServedFiles;
import dev.pmxcfs.state.RecordedShell;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Does through a running server's admin service what a recorded shell did to the C server's file
 * system.
 */
public final class AdminShell implements ChangeLog, RecordedShell.Files {

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
            files.change(change);
            return null;
          });
    } catch (RefusedException e) {
      throw new TreeException(e.errno(), e.getMessage(), e);
    }
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
  public CompletionStage<Outcome> submit(Change change) {
    try {
      change(change);
      return CompletableFuture.completedStage(
          new Outcome.Applied(change.result(), 0, Optional.empty()));
    } catch (TreeException e) {
      return CompletableFuture.completedStage(new Outcome.Refused(e));
    }
  }
}
