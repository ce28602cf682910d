package dev.pmxcfs.ipc.server;

import dev.pmxcfs.ipc.health.ClientRoom;
import dev.qbipc.QbException;
import dev.qbipc.server.QbServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what a client gets when it connects, to see whether one can. */
public final class ReadinessProbe {

  private static final Logger LOG = LoggerFactory.getLogger(ReadinessProbe.class);

  private static final long MILLIS_BETWEEN_TRIES = 1_000;

  private final Vertx vertx;
  private final QbServer server;
  private final ClientRoom room;
  private final Promise<Void> done = Promise.promise();

  /**
   * @param server that listens
   * @param room where there has to be some for a client
   */
  public ReadinessProbe(Vertx vertx, QbServer server, ClientRoom room) {
    this.vertx = vertx;
    this.server = server;
    this.room = room;
  }

  /**
   * Tries until it succeeds, however long that takes: what is missing may be mended without a
   * restart. Logs once what it is, and at the end if few clients fit.
   *
   * @param closing completes when the server is told to close
   * @return completes when a client can connect, or when the server is told to close
   */
  public Future<Void> awaitSuccess(Future<?> closing) {
    closing.onComplete(told -> done.tryComplete());
    fault()
        .onFailure(done::tryFail)
        .onSuccess(
            fault -> {
              fault.ifPresent(this::warn);
              goOn(fault);
            });
    return done.future();
  }

  private void warn(String fault) {
    LOG.warn("no client can connect to @{} until this is fixed: {}", server.service(), fault);
  }

  private void goOn(Optional<String> fault) {
    if (fault.isEmpty()) {
      warnOfLittleRoom();
    } else if (!done.future().isComplete()) {
      vertx.setTimer(
          MILLIS_BETWEEN_TRIES, again -> fault().onFailure(done::tryFail).onSuccess(this::goOn));
    }
  }

  private void warnOfLittleRoom() {
    vertx
        .executeBlocking(room::warning, false)
        .onSuccess(warning -> warning.ifPresent(LOG::warn))
        .<Void>mapEmpty()
        .onComplete(warned -> done.tryComplete());
  }

  /** What keeps a client from connecting, a sentence; empty if nothing does. */
  private Future<Optional<String>> fault() {
    return vertx
        .executeBlocking(room::fault, false)
        .compose(fault -> fault.isPresent() ? Future.succeededFuture(fault) : faultOfRings());
  }

  private Future<Optional<String>> faultOfRings() {
    return server
        .tryRings(ClientRoom.MESSAGE_SIZE)
        .map(made -> Optional.<String>empty())
        .recover(
            cause ->
                cause instanceof QbException
                    ? Future.succeededFuture(Optional.of(cause.getMessage()))
                    : Future.failedFuture(cause));
  }
}
