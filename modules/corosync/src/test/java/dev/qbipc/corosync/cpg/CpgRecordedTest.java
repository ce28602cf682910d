package dev.qbipc.corosync.cpg;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.RingId;
import dev.qbipc.corosync.fake.FakeCorosync;
import dev.qbipc.corosync.fake.Recording;
import dev.qbipc.corosync.fake.Replay;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.fake.WireMessage;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.ArrayList;
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

/** Process groups by what libcpg and corosync 3.1.7 said to each other. */
@RunWith(VertxUnitRunner.class)
public class CpgRecordedTest {

  /** The process that was recorded. */
  private static final int PID = 30829;

  private static final CpgAddress SELF = new CpgAddress(1, PID);

  private static final String JOIN = "cpg join with the flag for the initial totem configuration";

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Recording recording = Recording.of("30-corosync-cpg.txt");
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
  private FakeCorosync fake;
  private Replay replay;
  private CpgGroup group;

  @Before
  public void start() {
    fake = FakeCorosync.start(folder.getRoot().toPath(), "cpg");
    replay = new Replay(fake, CpgRecordedTest::isPadding, CpgRecordedTest::filled);
    group =
        Corosync.create(vertx, fake.options())
            .group("alpha", new CpgOptions().setPid(PID))
            .handler(events::add)
            .changeHandler(events::add)
            .ringHandler(events::add);
  }

  @After
  public void stop() {
    Waiting.value(vertx.close());
    fake.close();
  }

  /** Padding of requests, of which libcpg's stack has shone through (corosync, section 2.1). */
  private static boolean isPadding(int id, int offset) {
    return switch (id) {
      // JOIN and LEAVE, behind the process id
      case 0, 1 -> offset >= 156 && offset < 160;
      // MCAST and PARTIAL_MCAST: the rest of a response's header, and behind each field
      case 2 -> offset < 24 && offset >= 16 || offset < 40 && offset >= 24 && offset % 8 >= 4;
      case 12 -> offset < 24 && offset >= 16 || offset < 56 && offset >= 24 && offset % 8 >= 4;
      default -> false;
    };
  }

  /** An event with all of its message, of which the recording has the beginning. */
  private static WireMessage filled(Recording.Message event) {
    boolean isFragment = event.shown()[0] == 17;
    int from = isFragment ? 200 : 184;
    if (event.length() == event.shown().length) {
      return event.withZeros();
    }
    boolean isFirst = !isFragment || event.shown()[192] == 1;
    // Only one fragment that is not the first is too long to be shown: a second one.
    return event.withPattern(from, isFirst ? 0 : CpgGroup.MAX_FRAGMENT);
  }

  private void joined() {
    replay.expect(recording.messages("cpg local get")).expect(recording.messages(JOIN));
    Waiting.value(group.join());
    replay.assertPlayed();
    assertEquals(
        new CpgChange(List.of(SELF), List.of(new CpgMovement(SELF, CpgReason.JOIN)), List.of()),
        Waiting.take(events, "the change"));
    assertEquals(
        new CpgRing(new RingId(1, 5), List.of(1), List.of()), Waiting.take(events, "the ring"));
  }

  private CpgMessage multicast(String title, List<Buffer> parts) {
    replay.expect(recording.messages(title));
    Waiting.value(group.multicast(parts));
    replay.assertPlayed();
    return (CpgMessage) Waiting.take(events, "the message");
  }

  /** Items 312 and 353. */
  @Test
  public void item353_joining() {
    joined();
    assertEquals(SELF, group.self().orElseThrow());
    assertEquals(List.of(SELF), group.members());
    assertEquals("1.5", group.ring().orElseThrow().toString());
  }

  @Test
  public void item353_smallMessages() {
    joined();
    Buffer hello = Buffer.buffer("hello");
    assertEquals(new CpgMessage(SELF, hello), multicast("cpg mcast 5 bytes", List.of(hello)));
    assertEquals(
        new CpgMessage(SELF, Buffer.buffer()), multicast("cpg mcast empty message", List.of()));
    Buffer zeros =
        Buffer.buffer(new byte[] {0, 1, 2, 3}).appendString(" twenty-nine more bytes.....");
    zeros.appendString(" ");
    assertEquals(
        new CpgMessage(SELF, zeros),
        multicast(
            "cpg mcast 33 bytes with zeros inside",
            List.of(zeros.slice(0, 7), zeros.slice(7, zeros.length()))));
  }

  @Test
  public void item353_messagesBackToBack() {
    joined();
    replay.expect(recording.messages("cpg two messages back to back"));
    group.multicast(Buffer.buffer("one"));
    Waiting.value(group.multicast(Buffer.buffer("two")));
    replay.assertPlayed();
    assertEquals(new CpgMessage(SELF, Buffer.buffer("one")), Waiting.take(events, "a message"));
    assertEquals(new CpgMessage(SELF, Buffer.buffer("two")), Waiting.take(events, "a message"));
  }

  /** Items 314 and 353. */
  @Test
  public void item353_theLargestMessageGoesInOnePiece() {
    joined();
    comesBack("cpg mcast of the largest message", 1_047_552);
  }

  /** Items 313 and 353. */
  @Test
  public void item353_largerMessagesGoInFragments() {
    joined();
    comesBack("cpg mcast one byte more", 1_047_553);
    comesBack("cpg mcast of 3 fragments", 2_095_154);
  }

  private void comesBack(String title, int length) {
    Buffer message = pattern(length);
    assertTrue(message.equals(multicast(title, cut(message)).payload()));
  }

  private static Buffer pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = Recording.pattern(i);
    }
    return Buffer.buffer(bytes);
  }

  /** Parts that do not end where fragments do. */
  private static List<Buffer> cut(Buffer message) {
    List<Buffer> parts = new ArrayList<>();
    for (int at = 0; at < message.length(); at += 300_007) {
      parts.add(message.slice(at, Math.min(message.length(), at + 300_007)));
      parts.add(Buffer.buffer());
    }
    return parts;
  }

  @Test
  public void item353_leaving() {
    joined();
    replay.expect(recording.messages("cpg leave", 2));
    Waiting.value(group.leave());
    replay.assertPlayed();
    assertEquals(
        new CpgChange(List.of(), List.of(), List.of(new CpgMovement(SELF, CpgReason.LEAVE))),
        Waiting.take(events, "the change"));
  }

  /** Another connection of this process is a member. */
  @Test
  public void item353_aRefusedJoinSaysWhy() {
    replay
        .expect(recording.messages("cpg local get"))
        .expect(recording.messages("cpg join again after leave"));
    var refusal = assertThrows(CorosyncException.class, () -> Waiting.value(group.join()));
    replay.assertPlayed();
    assertEquals(CorosyncError.EXIST, refusal.error());
    assertEquals(
        "corosync's service cpg, joining group alpha: it exists already (CS_ERR_EXIST, 14)",
        refusal.getMessage());
    assertEquals(0, refusal.errno());
  }
}
