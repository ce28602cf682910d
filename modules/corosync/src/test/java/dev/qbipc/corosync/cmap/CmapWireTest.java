package dev.qbipc.corosync.cmap;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.fake.FakeCorosync;
import dev.qbipc.corosync.fake.FakeRequest;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.fake.WireMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** What a client of the map does with what corosync may send. */
@RunWith(VertxUnitRunner.class)
public class CmapWireTest {

  private static final int OK = 1;
  private static final int GET = 2;
  private static final int INIT = 4;
  private static final int NEXT = 5;
  private static final int FINALIZE = 6;
  private static final int TRACK_ADD = 7;
  private static final int TRACK_DELETE = 8;

  private static final int NOTIFY = 9;
  private static final int MODIFIED = 2;
  private static final int STRING = 11;
  private static final int BINARY = 12;

  private static final String KEY = "demo.key";

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<CmapChange> changes = new LinkedBlockingQueue<>();
  private final BlockingQueue<CorosyncException> ends = new LinkedBlockingQueue<>();
  private FakeCorosync fake;
  private Cmap cmap;

  @Before
  public void connect() {
    fake = FakeCorosync.start(folder.getRoot().toPath(), "cmap");
    cmap = Waiting.value(Corosync.create(vertx, fake.options()).cmap()).closeHandler(ends::add);
  }

  @After
  public void stop() {
    Waiting.value(vertx.close());
    fake.close();
  }

  private static CorosyncException failure(CorosyncError error, Future<?> future) {
    var failure = assertThrows(CorosyncException.class, () -> Waiting.value(future));
    assertEquals(failure.getMessage(), error, failure.error());
    return failure;
  }

  private void assertEnded() {
    assertEquals(Errno.EBADMSG, Waiting.take(ends, "the end").errno());
    assertFalse(cmap.isOpen());
  }

  private static long room(FakeRequest request) {
    return ByteBuffer.wrap(request.bytes()).order(ByteOrder.LITTLE_ENDIAN).getLong(280);
  }

  /** An answer of GET. */
  private static WireMessage value(long length, int type, int room) {
    return WireMessage.of(GET, OK, 40 + room).u64(24, length).put(32, (byte) type);
  }

  private static WireMessage key(int id, int size, int at, String key) {
    return WireMessage.of(id, OK, size)
        .put(at, (byte) key.length())
        .put(at + 8, key.getBytes(StandardCharsets.US_ASCII));
  }

  /** An answer of ITER_NEXT. */
  private static WireMessage listed(String key, long length) {
    return key(NEXT, 304, 24, key).u64(288, length).put(296, (byte) BINARY);
  }

  /** The key's value, a string, has become another one. */
  private static WireMessage changed(long tracking, String from, String to) {
    return key(NOTIFY, 336 + from.length() + to.length(), 32, KEY)
        .u64(24, tracking)
        .u32(296, MODIFIED)
        .put(304, (byte) STRING)
        .put(312, (byte) STRING)
        .u64(320, to.length())
        .u64(328, from.length())
        .put(336, (to + from).getBytes(StandardCharsets.US_ASCII));
  }

  private static CmapChange change(String from, String to) {
    return new CmapChange(
        CmapChange.Kind.MODIFY,
        KEY,
        Optional.of(CmapValue.string(from)),
        Optional.of(CmapValue.string(to)));
  }

  @Test
  public void item304_aRefusalInGeneralIsItsError() {
    fake.answer(request -> request.answer(0, CorosyncError.TRY_AGAIN.number()));
    var value = CmapValue.u8(1);
    for (Future<?> call :
        List.of(
            cmap.get(KEY),
            cmap.set(KEY, value),
            cmap.delete(KEY),
            cmap.increment(KEY),
            cmap.list(KEY),
            cmap.track(KEY, changes::add))) {
      assertTrue(failure(CorosyncError.TRY_AGAIN, call).getMessage().contains(KEY));
    }
    assertTrue(cmap.isOpen());
  }

  @Test
  public void item343_aHandleThatCorosyncHasForgotten() {
    fake.answer(
        request ->
            request.answer(
                switch (request.id()) {
                  case INIT -> WireMessage.of(INIT, OK, 32);
                  case TRACK_ADD -> WireMessage.of(TRACK_ADD, OK, 32);
                  default -> WireMessage.header(request.id(), CorosyncError.BAD_HANDLE.number());
                }));
    var listing = failure(CorosyncError.BAD_HANDLE, cmap.list(KEY));
    assertEquals(
        "corosync's service cmap, listing keys of demo.key: a handle that does not exist any more"
            + " (CS_ERR_BAD_HANDLE, 9)",
        listing.getMessage());
    CmapTracking tracking = Waiting.value(cmap.track(KEY, changes::add));
    var ending = failure(CorosyncError.BAD_HANDLE, tracking.close());
    assertTrue(ending.getMessage(), ending.getMessage().contains("key demo.key"));
  }

  /** It has grown again by the time that it is asked for. */
  @Test
  public void item344_aValueThatGrowsIsAskedForAgain() {
    int[] lengths = {100, 100, 200, 200, 200};
    List<Long> rooms = new ArrayList<>();
    fake.answer(
        request -> {
          int length = lengths[rooms.size()];
          long room = room(request);
          rooms.add(room);
          if (room == 0 || room >= length) {
            request.answer(value(length, BINARY, (int) room));
          } else {
            request.answer(GET, CorosyncError.INVALID_PARAM.number());
          }
        });
    assertEquals(CmapValue.binary(Buffer.buffer(new byte[200])), Waiting.value(cmap.get(KEY)));
    assertEquals(List.of(64L, 0L, 100L, 0L, 200L), rooms);
  }

  @Test
  public void item344_aValueThatKeepsGrowingIsGivenUp() {
    fake.answer(
        request -> {
          if (room(request) == 0) {
            request.answer(value(100, BINARY, 0));
          } else {
            request.answer(GET, CorosyncError.INVALID_PARAM.number());
          }
        });
    var failure = failure(CorosyncError.TRY_AGAIN, cmap.get(KEY));
    assertTrue(failure.getMessage(), failure.getMessage().contains(KEY));
  }

  @Test
  public void item344_neverIsMoreAskedForThanIsAnswered() {
    for (long length : new long[] {1_048_521, 2L << 20, 1L << 40, -1}) {
      List<Long> rooms = new ArrayList<>();
      fake.answer(
          request -> {
            rooms.add(room(request));
            if (room(request) == 0) {
              request.answer(value(length, BINARY, 0));
            } else {
              request.answer(GET, CorosyncError.INVALID_PARAM.number());
            }
          });
      var failure = failure(CorosyncError.TOO_BIG, cmap.get(KEY));
      assertTrue(
          failure.getMessage(),
          failure
              .getMessage()
              .contains(KEY + ", whose value has " + Long.toUnsignedString(length)));
      assertEquals(List.of(64L, 0L), rooms);
    }
  }

  @Test
  public void item344_theLargestValueThatIsAnswered() {
    int length = 1_048_520;
    fake.answer(
        request -> {
          int room = (int) room(request);
          if (room == 64) {
            request.answer(GET, CorosyncError.INVALID_PARAM.number());
          } else {
            request.answer(value(length, BINARY, room));
          }
        });
    assertEquals(CmapValue.binary(Buffer.buffer(new byte[length])), Waiting.value(cmap.get(KEY)));
  }

  @Test
  public void item305_valuesThatContradictThemselvesEndTheConnection() {
    List<WireMessage> hostile =
        List.of(
            // a header alone, a length beyond the message, beyond all
            WireMessage.header(GET, OK),
            value(65, BINARY, 64),
            value(-1, BINARY, 64),
            value(Long.MIN_VALUE, BINARY, 64),
            // numbers of wrong lengths, and types that there are not
            value(4, 2, 64),
            value(0, 8, 64),
            value(3, 9, 64),
            value(4, 0, 64),
            value(4, 13, 64),
            value(4, 255, 64));
    for (WireMessage answer : hostile) {
      fake.answer(request -> request.answer(answer));
      failure(CorosyncError.MESSAGE_ERROR, cmap.get(KEY));
      assertEnded();
      cmap = Waiting.value(Corosync.create(vertx, fake.options()).cmap()).closeHandler(ends::add);
    }
  }

  @Test
  public void item305_keysThatDoNotEndInTheirFieldsEndTheConnection() {
    byte[] full = new byte[256];
    Arrays.fill(full, (byte) 'k');
    List<WireMessage> hostile =
        List.of(
            listed("k", 1).put(24, (byte) 0, (byte) 1).put(32, full),
            listed("k", 1).put(24, (byte) 255).put(32, full),
            listed("k", 1).put(24, (byte) 255, (byte) 255),
            listed("k", 1).put(24, (byte) 2),
            listed("kkk", 1).put(24, (byte) 2),
            listed("k", 1).put(296, (byte) 13),
            listed("k", -1),
            WireMessage.of(NEXT, OK, 296));
    for (WireMessage answer : hostile) {
      fake.answer(
          request -> request.answer(request.id() == INIT ? WireMessage.of(INIT, OK, 32) : answer));
      failure(CorosyncError.MESSAGE_ERROR, cmap.iterate("", key -> Future.succeededFuture(true)));
      assertEnded();
      cmap = Waiting.value(Corosync.create(vertx, fake.options()).cmap()).closeHandler(ends::add);
    }
  }

  @Test
  public void item305_changesThatContradictThemselvesEndTheConnection() {
    List<WireMessage> hostile =
        List.of(
            changed(1, "old", "new").u64(320, 7),
            changed(1, "old", "new").u64(328, 4),
            changed(1, "old", "new").u64(320, -1),
            changed(1, "old", "new").u64(328, Long.MIN_VALUE),
            changed(1, "old", "new").put(304, (byte) 8),
            changed(1, "old", "new").put(312, (byte) 13),
            changed(1, "old", "new").u32(296, 0),
            changed(1, "old", "new").put(32, (byte) 255),
            WireMessage.of(NOTIFY, OK, 335).u64(24, 1),
            WireMessage.header(NOTIFY, OK));
    for (WireMessage event : hostile) {
      fake.answer(request -> request.answer(WireMessage.of(TRACK_ADD, OK, 32)));
      Waiting.value(cmap.track(KEY, changes::add));
      fake.event(event);
      assertEnded();
      cmap = Waiting.value(Corosync.create(vertx, fake.options()).cmap()).closeHandler(ends::add);
    }
    assertTrue(changes.isEmpty());
  }

  @Test
  public void item306_paddingIsNotLookedAt() {
    fake.answer(
        request -> {
          byte[] garbage = new byte[264];
          Arrays.fill(garbage, (byte) -1);
          switch (request.id()) {
            case GET ->
                request.answer(
                    value(2, STRING, 64)
                        .put(33, Arrays.copyOf(garbage, 71))
                        .put(40, (byte) 'x', (byte) 0));
            case INIT -> request.answer(WireMessage.of(INIT, OK, 32));
            case NEXT ->
                request.answer(
                    WireMessage.of(NEXT, OK, 304)
                        .put(24, garbage)
                        .put(24, (byte) 3, (byte) 0)
                        .put(32, (byte) 'k', (byte) 'e', (byte) 'y', (byte) 0)
                        .u64(288, 5)
                        .put(296, Arrays.copyOf(garbage, 8))
                        .put(296, (byte) BINARY));
            default -> request.answer(WireMessage.of(request.id(), OK, 32));
          }
        });
    assertEquals(CmapValue.string("x"), Waiting.value(cmap.get(KEY)));
    List<CmapKey> keys = new ArrayList<>();
    Waiting.value(
        cmap.iterate(
            "",
            key -> {
              keys.add(key);
              return Future.succeededFuture(false);
            }));
    assertEquals(List.of(new CmapKey("key", CmapType.BINARY, 5)), keys);
    Waiting.value(cmap.track(KEY, changes::add));
    byte[] garbage = new byte[7];
    Arrays.fill(garbage, (byte) -1);
    fake.event(
        changed(1, "old", "new")
            .u32(16, -1)
            .put(34, Arrays.copyOf(garbage, 6))
            .put(300, Arrays.copyOf(garbage, 4))
            .put(305, garbage)
            .put(313, garbage));
    assertEquals(change("old", "new"), Waiting.take(changes, "a change"));
  }

  @Test
  public void item334_unknownEventsAndTrackingsAreSkipped() {
    fake.answer(request -> request.answer(WireMessage.of(TRACK_ADD, OK, 32)));
    Waiting.value(cmap.track(KEY, changes::add));
    fake.event(WireMessage.header(77, OK));
    fake.event(changed(2, "not", "ours"));
    fake.event(changed(1, "old", "new"));
    assertEquals(change("old", "new"), Waiting.take(changes, "a change"));
  }

  @Test
  public void item307_aChangeMayComeBeforeTheAnswerToTheTracking() {
    fake.answer(
        request -> {
          fake.eventNow(changed(1, "old", "new"));
          request.answer(WireMessage.of(TRACK_ADD, OK, 32));
        });
    Waiting.value(cmap.track(KEY, changes::add));
    assertEquals(change("old", "new"), Waiting.take(changes, "a change"));
  }

  @Test
  public void item347_changesAfterTheEndOfATrackingAreIgnored() {
    fake.answer(request -> request.answer(WireMessage.of(request.id(), OK, 32)));
    CmapTracking first = Waiting.value(cmap.track(KEY, changes::add));
    Waiting.value(cmap.track(KEY, changes::add));
    Waiting.value(first.close());
    fake.event(changed(1, "old", "late"));
    fake.event(changed(2, "old", "new"));
    assertEquals(change("old", "new"), Waiting.take(changes, "a change"));
  }

  @Test
  public void item347_aTrackingIsEndedOnce() {
    BlockingQueue<Integer> requests = new LinkedBlockingQueue<>();
    fake.answer(
        request -> {
          requests.add(request.id());
          request.answer(WireMessage.of(request.id(), OK, 32));
        });
    CmapTracking tracking = Waiting.value(cmap.track(KEY, changes::add));
    Waiting.value(Future.all(tracking.close(), tracking.close()));
    Waiting.value(tracking.close());
    assertEquals(List.of(TRACK_ADD, TRACK_DELETE), List.copyOf(requests));
  }

  /** Ends a list in a way; each has to be finalized, once and with its handle. */
  private void finalized(
      Function<CmapKey, Future<Boolean>> visitor, Class<? extends Exception> failure) {
    BlockingQueue<FakeRequest> finals = new LinkedBlockingQueue<>();
    fake.answer(
        request -> {
          switch (request.id()) {
            case INIT -> request.answer(WireMessage.of(INIT, OK, 32).u64(24, 0x7f75_0000_0001L));
            case NEXT -> request.answer(listed("demo.key", 5));
            default -> {
              finals.add(request);
              request.answer(FINALIZE, OK);
            }
          }
        });
    var list = cmap.iterate("demo.", visitor);
    if (failure == null) {
      Waiting.value(list);
    } else {
      assertThrows(failure, () -> Waiting.value(list));
    }
    assertEquals(1, finals.size());
    FakeRequest request = finals.remove();
    assertEquals(FINALIZE, request.id());
    assertEquals(
        0x7f75_0000_0001L,
        ByteBuffer.wrap(request.bytes()).order(ByteOrder.LITTLE_ENDIAN).getLong(16));
  }

  @Test
  public void item346_aListIsFinalizedHoweverItEnds() {
    finalized(key -> Future.succeededFuture(false), null);
    finalized(
        key -> Future.failedFuture(new IllegalStateException("failed")),
        IllegalStateException.class);
    finalized(
        key -> {
          throw new IllegalStateException("thrown");
        },
        IllegalStateException.class);
    finalized(key -> null, NullPointerException.class);
    finalized(key -> Future.succeededFuture(null), NullPointerException.class);
  }

  @Test
  public void item346_aListThatFailsIsFinalizedToo() {
    BlockingQueue<Integer> requests = new LinkedBlockingQueue<>();
    fake.answer(
        request -> {
          requests.add(request.id());
          switch (request.id()) {
            case INIT -> request.answer(WireMessage.of(INIT, OK, 32));
            case NEXT -> request.answer(0, CorosyncError.TRY_AGAIN.number());
            default -> request.answer(FINALIZE, OK);
          }
        });
    failure(CorosyncError.TRY_AGAIN, cmap.list("demo."));
    assertEquals(List.of(INIT, NEXT, FINALIZE), List.copyOf(requests));
  }

  @Test
  public void item346_theVisitorIsCalledOnTheCallersContextWhereverItCompletes() {
    List<String> left = new ArrayList<>(List.of("demo.a", "demo.b", "demo.c"));
    fake.answer(
        request -> {
          switch (request.id()) {
            case INIT -> request.answer(WireMessage.of(INIT, OK, 32));
            case NEXT -> {
              if (left.isEmpty()) {
                request.answer(NEXT, CorosyncError.NO_SECTIONS.number());
              } else {
                request.answer(listed(left.remove(0), 1));
              }
            }
            default -> request.answer(FINALIZE, OK);
          }
        });
    Context caller = ((VertxInternal) vertx).createEventLoopContext();
    BlockingQueue<Context> contexts = new LinkedBlockingQueue<>();
    Promise<Void> listed = Promise.promise();
    caller.runOnContext(
        now ->
            cmap.iterate(
                    "demo.",
                    key -> {
                      contexts.add(vertx.getOrCreateContext());
                      Promise<Boolean> visited = Promise.promise();
                      new Thread(() -> visited.complete(true)).start();
                      return visited.future();
                    })
                .onComplete(listed));
    Waiting.value(listed.future());
    assertEquals(List.of(caller, caller, caller), List.copyOf(contexts));
  }

  /** A map of one key after the other, without an end. */
  @Test
  public void item346_aListWithoutAnEndIsGivenUp() {
    fake.answer(
        request -> {
          switch (request.id()) {
            case INIT -> request.answer(WireMessage.of(INIT, OK, 32));
            case NEXT -> request.answer(listed("demo.key", 1_000_000));
            case GET -> request.answer(value(1_000_000, BINARY, (int) room(request)));
            default -> request.answer(FINALIZE, OK);
          }
        });
    var failure = failure(CorosyncError.TOO_BIG, cmap.list("demo."));
    assertTrue(failure.getMessage(), failure.getMessage().contains("demo."));
    assertTrue(cmap.isOpen());
  }

  @Test
  public void item346_aKeyThatIsDeletedMeanwhileIsLeftOut() {
    List<String> left = new ArrayList<>(List.of("demo.a", "demo.b", "demo.c"));
    fake.answer(
        request -> {
          switch (request.id()) {
            case INIT -> request.answer(WireMessage.of(INIT, OK, 32));
            case NEXT -> {
              if (left.isEmpty()) {
                request.answer(NEXT, CorosyncError.NO_SECTIONS.number());
              } else {
                request.answer(listed(left.remove(0), 1));
              }
            }
            case GET -> {
              if (new String(request.bytes(), 24, 6, StandardCharsets.US_ASCII).equals("demo.b")) {
                request.answer(GET, CorosyncError.NOT_EXIST.number());
              } else {
                request.answer(value(1, BINARY, 64));
              }
            }
            default -> request.answer(FINALIZE, OK);
          }
        });
    assertEquals(
        List.of("demo.a", "demo.c"),
        Waiting.value(cmap.list("demo.")).stream().map(CmapEntry::key).toList());
  }

  @Test
  public void item349_aCorosyncWithoutStatistics() {
    fake.answer(request -> request.answer(0, CorosyncError.INVALID_PARAM.number()));
    failure(CorosyncError.INVALID_PARAM, Corosync.create(vertx, fake.options()).cmapStatistics());
    Waiting.value(fake.connections().get(1).closed());
  }
}
