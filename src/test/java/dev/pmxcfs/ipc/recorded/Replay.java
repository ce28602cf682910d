package dev.pmxcfs.ipc.recorded;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.recorded.RecordedCase.Failure;
import dev.pmxcfs.ipc.recorded.RecordedCase.Outcome;
import dev.pmxcfs.ipc.recorded.RecordedCase.Request;
import dev.pmxcfs.ipc.recorded.RecordedCase.Response;
import dev.qbipc.QbException;
import dev.qbipc.conformance.RawClient;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks a service what a recording asked the C server, through libqb's C client, and compares the
 * outcomes byte by byte, except for what no two servers share.
 */
final class Replay {

  private static final int RESPONSE_HEADER_SIZE = 24;
  private static final Duration PATIENCE = Patience.LIMIT;
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final String service;

  Replay(String service) {
    this.service = service;
  }

  /** Asks once and expects the recorded outcome. */
  void check(RecordedCase recorded) throws Exception {
    assertEquals(recorded.name(), expected(recorded), actual(recorded));
  }

  /** Asks again and again until the outcome is the recorded one. */
  void checkSoon(RecordedCase recorded) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!expected(recorded).equals(actual(recorded)) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    check(recorded);
  }

  private static String expected(RecordedCase recorded) {
    return comparable(recorded, recorded.outcome());
  }

  private String actual(RecordedCase recorded) throws Exception {
    return comparable(recorded, recorded.client().run(() -> ask(recorded)));
  }

  private static String comparable(RecordedCase recorded, Outcome outcome) {
    if (outcome instanceof Response response) {
      String payload = ComparablePayload.of(recorded.request().id(), response.payload());
      return "error " + response.error() + ", payload " + payload;
    }
    return outcome.toString();
  }

  private Outcome ask(RecordedCase recorded) {
    Request request = recorded.request();
    try {
      LibqbMessage response =
          request.contradictsItself() ? askLying(recorded) : askThroughLibqb(recorded);
      assertEquals(recorded.name(), request.id(), response.id());
      assertEquals(
          recorded.name(), RESPONSE_HEADER_SIZE + response.payload().length, response.size());
      return new Response(response.error(), response.payload());
    } catch (QbException e) {
      return new Failure(e.errno());
    }
  }

  private LibqbMessage askThroughLibqb(RecordedCase recorded) {
    try (var client = LibqbClient.connect(service, recorded.bufferSize())) {
      return client.call(recorded.request().id(), recorded.request().payload());
    }
  }

  /** libqb's client does not send a header that is wrong. */
  private LibqbMessage askLying(RecordedCase recorded) {
    Request request = recorded.request();
    try (var client = RawClient.open(service, recorded.bufferSize())) {
      client.sendOfSize(request.sizeField(), request.id(), request.payload());
      if (recorded.outcome() instanceof Failure) {
        client.awaitEnd();
        throw new QbException(Errno.ENOTCONN, "request with size field " + request.sizeField());
      }
      return client.receive();
    }
  }
}
