package dev.qbipc.conformance;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.Request;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** A payload in parts arrives as one, whichever way it goes. */
public class PartsTest {

  private static final int KEEP = 1;
  private static final int ON_READER = 2;
  private static final int ON_READER_EVENT = 3;
  private static final int MESSAGE_SIZE = 1 << 20;

  private final String service = "parts-test-" + ProcessHandle.current().pid();
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<Request> kept = new LinkedBlockingQueue<>();
  private volatile List<Buffer> parts;
  private final BlockingQueue<Future<Void>> written = new LinkedBlockingQueue<>();

  @Before
  public void serve() {
    var server = QbServer.create(vertx, new QbServerOptions().setService(service).setReaders(1));
    InProcessServer.await(server.operation(KEEP, kept::add));
    InProcessServer.await(
        server.operation(ON_READER, request -> written.add(request.reply(parts))));
    InProcessServer.await(
        server.operation(
            ON_READER_EVENT,
            request -> {
              written.add(request.connection().sendEvent(ON_READER_EVENT, 0, parts));
              request.done();
            }));
    InProcessServer.await(server.listen());
  }

  @After
  public void close() {
    InProcessServer.await(vertx.close());
  }

  private Request kept() throws InterruptedException {
    return kept.poll(60, TimeUnit.SECONDS);
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
  public void answersAndEventsFromTheReader() throws Exception {
    try (var client = LibqbClient.connect(service, MESSAGE_SIZE)) {
      for (int length : new int[] {2, 100, 128 * 1024, 500_000}) {
        byte[] whole = bytes(length);
        for (List<Buffer> split : splits(whole)) {
          parts = split;
          assertArrayEquals(whole, client.call(ON_READER).payload());
          client.send(ON_READER_EVENT);
          assertArrayEquals(whole, client.receiveEvent().payload());
          InProcessServer.await(written.take());
          InProcessServer.await(written.take());
        }
      }
    }
  }

  @Test
  public void answersThatWaitForAnEarlierOneAndComeFromAnotherThread() throws Exception {
    byte[] whole = bytes(5000);
    try (var client = LibqbClient.connect(service, MESSAGE_SIZE)) {
      client.send(KEEP);
      client.send(KEEP);
      Request first = kept();
      Request second = kept();
      Future<Void> late = second.reply(split(whole, 10, 2000));
      InProcessServer.await(first.reply(split(whole, 4999)));
      InProcessServer.await(late);
      assertArrayEquals(whole, client.receive().payload());
      assertArrayEquals(whole, client.receive().payload());
    }
  }

  @Test
  public void partsThatAreTogetherTooLongAreRefusedAndTheRequestGoesOn() throws Exception {
    try (var client = LibqbClient.connect(service, 20_000)) {
      client.send(KEEP);
      Request request = kept();
      var part = Buffer.buffer(bytes(request.maxReplyLength() / 2 + 1));
      var tooLong = request.reply(List.of(part, part));
      var e = assertThrows(QbException.class, () -> InProcessServer.await(tooLong));
      assertEquals(Errno.EMSGSIZE, e.errno());
      InProcessServer.await(request.reply(List.of(part)));
      assertArrayEquals(part.getBytes(), client.receive().payload());
      var event = request.connection().sendEvent(KEEP, 0, List.of(part, part));
      e = assertThrows(QbException.class, () -> InProcessServer.await(event));
      assertEquals(Errno.EMSGSIZE, e.errno());
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
