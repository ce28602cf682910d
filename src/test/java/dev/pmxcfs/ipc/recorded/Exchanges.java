package dev.pmxcfs.ipc.recorded;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import dev.pmxcfs.ipc.harness.Identity;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Another user who has two names of files change places as fast as that goes, until it is closed:
 * {@code renameat2(2)} with RENAME_EXCHANGE, so that each name always stands for something.
 */
public final class Exchanges implements AutoCloseable {

  private static final int AT_FDCWD = -100;
  private static final int RENAME_EXCHANGE = 2;

  private final AtomicLong count = new AtomicLong();
  private final FutureTask<Void> loop;
  private volatile boolean closed;

  /** The C library, for the call that Java does not have. */
  private static final class Libc {

    static {
      Native.register(Libc.class, Platform.C_LIBRARY_NAME);
    }

    private Libc() {}

    static native int renameat2(int from, String name, int to, String other, int flags);
  }

  private Exchanges(Identity user, Path one, Path other) {
    loop =
        new FutureTask<>(
            () ->
                user.run(
                    () -> {
                      exchange(one.toString(), other.toString());
                      return null;
                    }));
  }

  /** Begins. */
  public static Exchanges of(Identity user, Path one, Path other) {
    var exchanges = new Exchanges(user, one, other);
    new Thread(exchanges.loop, "exchanges").start();
    return exchanges;
  }

  private void exchange(String one, String other) {
    while (!closed) {
      if (Libc.renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE) == 0) {
        count.incrementAndGet();
      }
    }
  }

  /** How often they have changed places. */
  public long count() {
    return count.get();
  }

  @Override
  public void close() {
    closed = true;
    try {
      loop.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
