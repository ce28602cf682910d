package dev.qbipc.conformance;

import static dev.qbipc.AsyncAssertions.asyncAssertErrno;
import static dev.qbipc.AsyncAssertions.awaitErrno;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.ReaderOptions;
import dev.qbipc.server.Request;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** A payload in parts arrives as one, whichever way it goes. */
@RunWith(VertxUnitRunner.class)
public class PartsTest {

  private static final int KEEP = 1;
  private static final int ON_READER = 2;
  private static final int ON_READER_EVENT = 3;
  private static final int MESSAGE_SIZE = 1 << 20;

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = "parts-test-" + ProcessHandle.current().pid();
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<Request> kept = new LinkedBlockingQueue<>();
  private volatile List<Buffer> parts;
  private final BlockingQueue<Future<Void>> written = new LinkedBlockingQueue<>();

  @Before
  public void serve(TestContext test) {
    var server =
        QbServer.create(
            vertx,
            new QbServerOptions()
                .setService(service)
                .setReaderOptions(new ReaderOptions().setReaders(1)));
    server
        .operation(KEEP, kept::add)
        .compose(done -> server.operation(ON_READER, request -> written.add(request.reply(parts))))
        .compose(
            done ->
                server.operation(
                    ON_READER_EVENT,
                    request -> {
                      written.add(request.connection().sendEvent(ON_READER_EVENT, 0, parts));
                      request.done();
                    }))
        .compose(done -> server.listen())
        .onComplete(test.asyncAssertSuccess());
  }

  @After
  public void close(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  private Request kept() throws InterruptedException {
    return kept.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private static List<Buffer> split(byte[] whole, int... at) {
    List<Buffer> parts = new ArrayList<>();
    int from = 0;
    for (int to : at) {
      // Buffers that are not a whole array are parts as well.
      parts.add(Buffer.buffer(whole).slice(from, to));
      from = to;
    }
    parts.add(Buffer.buffer(whole).getBuffer(from, whole.length));
    return parts;
  }

  /** The lengths of parts that a long copy may be woken in the middle of, or between. */
  private static List<List<Buffer>> splits(byte[] whole) {
    int length = whole.length;
    return List.of(
        split(whole),
        split(whole, 0, 0),
        split(whole, 1),
        split(whole, length / 2),
        split(whole, length / 2 - 1, length / 2 + 1),
        split(whole, length / 3, length / 3, length - 1),
        split(whole, length));
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  public void answersAndEventsFromTheReader(TestContext test) throws Exception {
    try (var client = LibqbClient.connect(service, MESSAGE_SIZE)) {
      for (int length : new int[] {2, 100, 128 * 1024, 500_000}) {
        byte[] whole = bytes(length);
        for (List<Buffer> split : splits(whole)) {
          parts = split;
          assertArrayEquals(whole, client.call(ON_READER).payload());
          client.send(ON_READER_EVENT);
          assertArrayEquals(whole, client.receiveEvent().payload());
          written.take().onComplete(test.asyncAssertSuccess());
          written.take().onComplete(test.asyncAssertSuccess());
        }
      }
    }
  }

  @Test
  public void answersThatWaitForAnEarlierOneAndComeFromAnotherThread(TestContext test)
      throws Exception {
    byte[] whole = bytes(5000);
    try (var client = LibqbClient.connect(service, MESSAGE_SIZE)) {
      client.send(KEEP);
      client.send(KEEP);
      Request first = kept();
      Request second = kept();
      second.reply(split(whole, 10, 2000)).onComplete(test.asyncAssertSuccess());
      first.reply(split(whole, 4999)).onComplete(test.asyncAssertSuccess());
      assertArrayEquals(whole, client.receive().payload());
      assertArrayEquals(whole, client.receive().payload());
    }
  }

  @Test
  public void partsThatAreTogetherTooLongAreRefusedAndTheRequestGoesOn(TestContext test)
      throws Exception {
    try (var client = LibqbClient.connect(service, 20_000)) {
      client.send(KEEP);
      Request request = kept();
      var part = Buffer.buffer(bytes(request.maxReplyLength() / 2 + 1));
      request.reply(List.of(part, part)).onComplete(asyncAssertErrno(test, Errno.EMSGSIZE));
      request.reply(List.of(part)).onComplete(test.asyncAssertSuccess());
      assertArrayEquals(part.getBytes(), client.receive().payload());
      awaitErrno(
          test, Errno.EMSGSIZE, request.connection().sendEvent(KEEP, 0, List.of(part, part)));
    }
  }

  @Test
  public void noPartsAreAnEmptyPayload() {
    parts = List.of();
    try (var client = LibqbClient.connect(service, MESSAGE_SIZE)) {
      assertEquals(0, client.call(ON_READER).payload().length);
    }
  }
}
