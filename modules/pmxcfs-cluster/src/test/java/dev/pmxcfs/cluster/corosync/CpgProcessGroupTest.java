package dev.pmxcfs.cluster.corosync;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.cluster.group.Application;
import dev.pmxcfs.cluster.group.GroupEvents;
import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.cluster.group.GroupThread;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.SendFailureHandler;
import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.fake.FakeCorosync;
import dev.qbipc.corosync.fake.FakeRequest;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.fake.WireMessage;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** What corosync is asked for by a group of pmxcfs. */
@RunWith(VertxUnitRunner.class)
public class CpgProcessGroupTest {

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private static final int JOIN = 0;
  private static final int MCAST = 2;
  private static final int LOCAL_GET = 4;
  private static final int PARTIAL_MCAST = 12;
  private static final int PARTIAL_ANSWER = 18;
  private static final int OK = 1;

  private static final int AGREED = 2;
  private static final int GUARANTEE = 24;
  private static final int PID = 6605;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final GroupLoop loop = GroupLoop.start((VertxInternal) vertx, "test-group");
  private final GroupThread thread = loop.thread();
  private final BlockingQueue<byte[]> requests = new LinkedBlockingQueue<>();
  private final BlockingQueue<List<Member>> changes = new LinkedBlockingQueue<>();
  private FakeCorosync fake;

  @Before
  public void start() {
    fake = FakeCorosync.start(folder.getRoot().toPath(), "cpg").answer(this::answer);
  }

  @After
  public void end() throws InterruptedException {
    assertTrue(thread.end(Patience.LIMIT.toMillis()));
    Waiting.value(vertx.close());
    fake.close();
  }

  private void answer(FakeRequest request) {
    requests.add(request.bytes());
    switch (request.id()) {
      case LOCAL_GET -> request.answer(WireMessage.of(7, OK, 32).u32(24, 1));
      case JOIN -> {
        request.answer(0, OK);
        fake.eventNow(alone());
      }
      case PARTIAL_MCAST -> request.answer(PARTIAL_ANSWER, OK);
      default -> request.noAnswer();
    }
  }

  /** The change by which this process is the only member. */
  private static WireMessage alone() {
    byte[] name = (GroupProtocol.TREE.groupName() + "\0").getBytes(US_ASCII);
    return WireMessage.of(4, OK, 184 + 2 * 24)
        .u32(24, name.length)
        .put(32, name)
        .u32(160, 1)
        .u32(168, 1)
        .u32(184, 1)
        .u32(192, PID)
        .u32(208, 1)
        .u32(216, PID)
        .u32(224, 1);
  }

  /** The next request of a kind. */
  private ByteBuffer next(int id) {
    while (true) {
      var request =
          ByteBuffer.wrap(Waiting.take(requests, "a request")).order(ByteOrder.LITTLE_ENDIAN);
      if (request.getInt(0) == id) {
        return request;
      }
    }
  }

  private final class Events implements GroupEvents {

    @Override
    public void delivered(byte[] frame, Member sender) {}

    @Override
    public void changed(List<Member> members, List<Member> left, List<Member> joined) {
      changes.add(members);
    }

    @Override
    public long idle() {
      return Application.NOTHING;
    }

    @Override
    public void ended(String reason) {}
  }

  private CpgProcessGroup joined() {
    var group =
        new CpgProcessGroup(
            Corosync.create(vertx, fake.options()),
            loop.context(),
            GroupProtocol.TREE.groupName(),
            PID,
            thread);
    thread.execute(() -> group.join(new Events()));
    assertEquals(List.of(new Member(1, PID)), Waiting.take(changes, "the members"));
    return group;
  }

  @Test
  public void item202_theNameThatIsJoinedEndsInANulThatItsLengthCounts() {
    joined();
    byte[] join = next(JOIN).array();
    byte[] name = "pve_dcdb_v1\0".getBytes(US_ASCII);
    int at = indexOf(join, name);
    assertArrayEquals(name, Arrays.copyOfRange(join, at, at + name.length));
    assertEquals(12, ByteBuffer.wrap(join).order(ByteOrder.LITTLE_ENDIAN).getInt(at - 8));
  }

  private static int indexOf(byte[] all, byte[] part) {
    for (int at = 0; at <= all.length - part.length; at++) {
      if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("there is no such name");
  }

  @Test
  public void item203_everyFrameIsSentAsAgreedInOnePieceOrInSeveral() {
    CpgProcessGroup group = joined();
    for (int length : new int[] {16, 290, 131_104, 1_048_649}) {
      byte[] frame = new byte[length];
      thread.execute(() -> group.multicast(frame, SendFailureHandler.NONE));
    }
    for (int sent = 0; sent < 3; sent++) {
      assertEquals(AGREED, next(MCAST).getInt(GUARANTEE));
    }
    for (int fragment = 0; fragment < 2; fragment++) {
      assertEquals(AGREED, next(PARTIAL_MCAST).getInt(GUARANTEE));
    }
  }
}
