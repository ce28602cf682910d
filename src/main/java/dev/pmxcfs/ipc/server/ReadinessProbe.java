package dev.pmxcfs.ipc.server;

import dev.pmxcfs.ipc.health.ClientRoom;
import dev.qbipc.QbException;
import dev.qbipc.server.QbServer;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what a client gets when it connects, to see whether one can. Blocks. */
public final class ReadinessProbe {

  private static final Logger LOG = LoggerFactory.getLogger(ReadinessProbe.class);

  private static final long SECONDS_BETWEEN_TRIES = 1;

  private final QbServer server;
  private final ClientRoom room;

  public ReadinessProbe(QbServer server, ClientRoom room) {
    this.server = server;
    this.room = room;
  }

  /**
   * Tries until it succeeds, however long that takes: what is missing may be mended without a
   * restart. Says once what it is, and at the end if few clients fit.
   *
   * @param ended counted down when the process is told to end
   * @return false if the process ends instead
   */
  public boolean awaitSuccess(CountDownLatch ended) {
    Optional<String> fault = fault();
    fault.ifPresent(
        what ->
            LOG.warn(
                "no client can connect to @{} until this is mended: {}", server.service(), what));
    while (fault.isPresent()) {
      if (isEndedWithin(ended, SECONDS_BETWEEN_TRIES)) {
        return false;
      }
      fault = fault();
    }
    room.warning().ifPresent(LOG::warn);
    return true;
  }

  /** What keeps a client from connecting, a sentence; empty if nothing does. */
  private Optional<String> fault() {
    Optional<String> fault = room.fault();
    if (fault.isPresent()) {
      return fault;
    }
    try {
      server.tryRings(ClientRoom.MESSAGE_SIZE).await();
      return Optional.empty();
    } catch (QbException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static boolean isEndedWithin(CountDownLatch ended, long seconds) {
    try {
      return ended.await(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
