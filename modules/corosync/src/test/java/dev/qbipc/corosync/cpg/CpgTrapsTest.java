package dev.qbipc.corosync.cpg;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.fake.FakeRequest;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.fake.WireMessage;
import dev.qbipc.linux.Errno;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.Before;
import org.junit.Test;

/**
 * What makes a connection useless, or corosync do harm (corosync, sections 2.3 and 7), cannot be
 * brought about from here.
 */
public class CpgTrapsTest extends FakeGroupTest {

  private static final int MCAST_LENGTH = 32;
  private static final int MCAST_BYTES = 40;
  private static final int FRAGMENT_TOTAL = 32;
  private static final int FRAGMENT_LENGTH = 40;
  private static final int FRAGMENT_BYTES = 56;

  private final BlockingQueue<FakeRequest> all = new LinkedBlockingQueue<>();

  @Before
  public void seeAll() {
    group = group("alpha", 16 * 1024 * 1024);
    fake.answer(
        request -> {
          all.add(request);
          if (request.id() == FakeGroup.MCAST) {
            request.noAnswer();
          } else if (request.id() == FakeGroup.PARTIAL_MCAST) {
            request.answer(FakeGroup.PARTIAL_ANSWER, FakeGroup.OK);
          } else {
            FakeGroup.answer(fake, request, SELF);
          }
        });
  }

  private FakeRequest next(int id) {
    FakeRequest request = Waiting.take(all, "a request");
    assertEquals(id, request.id());
    return request;
  }

  /** Trap 1: whoever joins once more on a connection that has left is refused for ever. */
  @Test
  public void aConnectionJoinsOnce() {
    for (int round = 1; round <= 3; round++) {
      join();
      Waiting.value(group.leave());
      nextEvent();
      assertEquals(round, fake.connections().size());
      next(FakeGroup.LOCAL_GET);
      next(FakeGroup.JOIN);
      next(FakeGroup.LEAVE);
      Waiting.value(fake.connections().get(round - 1).closed());
      nextEvent();
    }
    assertTrue(all.isEmpty());
  }

  /** Trap 8: it is the request's name and process id that corosync tells the others. */
  @Test
  public void aLeaveRepeatsWhatTheJoinSaid() {
    join();
    Waiting.value(group.leave());
    next(FakeGroup.LOCAL_GET);
    byte[] join = next(FakeGroup.JOIN).bytes();
    byte[] leave = next(FakeGroup.LEAVE).bytes();
    assertArrayEquals(Arrays.copyOfRange(join, 16, 156), Arrays.copyOfRange(leave, 16, 156));
  }

  /** Trap 18: with less, the first larger event would be the last one. */
  @Test
  public void connectionsAskForWhatLibcpgAsksFor() {
    join();
    Waiting.value(Corosync.create(vertx, fake.options()).cpg());
    Waiting.until(() -> fake.connections().size() == 2, "both connections");
    assertEquals(
        List.of(1_048_576, 1_048_576),
        fake.connections().stream().map(each -> each.maxMessageSize()).toList());
  }

  /** Traps 9, 11 and 18: lengths are what is there, and sizes and requests are as libcpg's. */
  @Test
  public void item314_noRequestIsLargerThanLibcpgsNorShorterThanItSays() {
    int most = CpgGroup.MAX_FRAGMENT;
    join();
    for (int size : new int[] {0, 1, most - 1, most, most + 1, 2 * most, 3 * most + 1}) {
      Buffer message = Buffer.buffer(new byte[size]);
      Waiting.value(group.multicast(cut(message, 700_001)));
    }
    Waiting.value(group.leave());
    Set<Integer> ids = new HashSet<>();
    List<Integer> whole = new ArrayList<>();
    List<Integer> totals = new ArrayList<>();
    for (FakeRequest request : all) {
      ids.add(request.id());
      byte[] bytes = request.bytes();
      if (request.id() == FakeGroup.MCAST) {
        assertEquals(bytes.length - MCAST_BYTES, u32(bytes, MCAST_LENGTH));
        whole.add(u32(bytes, MCAST_LENGTH));
      } else if (request.id() == FakeGroup.PARTIAL_MCAST) {
        assertEquals(bytes.length - FRAGMENT_BYTES, u32(bytes, FRAGMENT_LENGTH));
        assertTrue(u32(bytes, FRAGMENT_LENGTH) <= most);
        totals.add(u32(bytes, FRAGMENT_TOTAL));
      }
    }
    assertEquals(List.of(0, 1, most - 1, most), whole);
    assertEquals(
        List.of(
            most + 1,
            most + 1,
            2 * most,
            2 * most,
            3 * most + 1,
            3 * most + 1,
            3 * most + 1,
            3 * most + 1),
        totals);
    assertEquals(
        Set.of(
            FakeGroup.JOIN,
            FakeGroup.LEAVE,
            FakeGroup.MCAST,
            FakeGroup.LOCAL_GET,
            FakeGroup.PARTIAL_MCAST),
        ids);
  }

  private static List<Buffer> cut(Buffer message, int size) {
    List<Buffer> parts = new ArrayList<>(List.of(Buffer.buffer()));
    for (int at = 0; at < message.length(); at += size) {
      parts.add(message.slice(at, Math.min(message.length(), at + size)));
      parts.add(Buffer.buffer());
    }
    return parts;
  }

  private static int u32(byte[] bytes, int offset) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
  }

  /** Corosync answers in order and says nothing else of what an answer is for. */
  @Test
  public void item303_aLateAnswerIsNotTakenForTheNextOne() {
    var options = fake.options().setRequestTimeout(Duration.ofMillis(200));
    Cpg cpg = Waiting.value(Corosync.create(vertx, options).cpg());
    fake.answer(all::add);
    var first = failure(cpg.localNodeId());
    assertEquals(CorosyncError.TIMEOUT, first.error());
    assertEquals(Errno.ETIMEDOUT, first.errno());
    fake.answer(request -> request.answer(WireMessage.of(7, FakeGroup.OK, 32).u32(24, 2)));
    var second = failure(cpg.localNodeId());
    next(FakeGroup.LOCAL_GET).answer(WireMessage.of(7, FakeGroup.OK, 32).u32(24, 1));
    assertEquals(CorosyncError.LIBRARY, second.error());
    assertEquals(Errno.ENOTCONN, second.errno());
    Waiting.until(() -> !cpg.isOpen(), "the end of the connection");
  }
}
