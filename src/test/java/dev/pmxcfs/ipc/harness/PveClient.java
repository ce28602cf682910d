package dev.pmxcfs.ipc.harness;

import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls a service as the Perl module PVE::IPCC does: libqb's C client under that module's rules
 * (operations, section 3, rules 1 to 5). Debian has no package of the module itself.
 */
public final class PveClient implements AutoCloseable {

  private static final long TRY_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int BUFFER_SIZE = 1024 * 1024;

  private final String service;
  private final Path flag;
  private final Duration grace;
  private LibqbClient connection;

  /**
   * @param flag the file that announces a restart
   * @param grace how long to go on trying while a restart is announced; with the module 10 s, which
   *     a machine that is busy with other things may need to start a server
   */
  public PveClient(String service, Path flag, Duration grace) {
    this.service = service;
    this.flag = flag;
    this.grace = grace;
  }

  /**
   * The module's {@code ipcc_send_rec}: sends on the connection there is, and once more on a new
   * one if that fails.
   *
   * @throws QbException if both fail, or if no connection can be made
   */
  public LibqbMessage call(int id, byte... payload) {
    boolean retried = false;
    while (true) {
      if (connection == null) {
        connection = connect();
      }
      try {
        return connection.sendReceive(id, payload, LibqbClient.FOREVER);
      } catch (QbException e) {
        close();
        if (retried) {
          throw e;
        }
        retried = true;
      }
    }
  }

  /** The module's {@code init_connection}, which looks for the flag before it tries. */
  private LibqbClient connect() {
    boolean announced = Files.isReadable(flag);
    long begin = System.nanoTime();
    while (true) {
      try {
        return LibqbClient.connect(service, BUFFER_SIZE);
      } catch (QbException e) {
        if (!announced) {
          throw e;
        }
        if (System.nanoTime() - begin > grace.toNanos()) {
          remove(flag);
          throw e;
        }
        LockSupport.parkNanos(TRY_AGAIN_NANOS);
      }
    }
  }

  private static void remove(Path flag) {
    try {
      Files.deleteIfExists(flag);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hangs up; the next call connects anew. */
  @Override
  public void close() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }
}
