package dev.pmxcfs.cluster.status;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.recorded.Recording;
import dev.pmxcfs.cluster.recorded.Recording.Event;
import dev.pmxcfs.cluster.recorded.Recording.Kind;
import dev.pmxcfs.cluster.wire.FrameHeader;
import dev.pmxcfs.cluster.wire.FrameType;
import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.cluster.wire.NormalFrame;
import dev.pmxcfs.cluster.wire.StatusKind;
import dev.pmxcfs.cluster.wire.StatusUpdate;
import dev.pmxcfs.cluster.wire.SyncFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.Test;

/**
 * A node is given what one of the C server got of the status group, and what its clients asked it
 * to publish and to log, and sends what that one sent: each frame byte for byte, log and all. What
 * differs is the process id in the message that a log begins with, which is that of this process,
 * and the order in which own keys are sent again, which in C is that of a hash table.
 */
public class RecordedStatusTest {

  /** Where an entry of the log has these. */
  private static final int TIME = 12;

  private static final int PID = 32;
  private static final int TEXTS = 44;

  /** The message with which the log of a process begins, behind the name of the node. */
  private static final String START = "root\0cluster\0starting cluster log\0";

  /**
   * When a client has asked a node for what no frame tells of.
   *
   * @param seconds since the recording began
   */
  private record Moment(int node, double seconds, Consumer<StatusNode> request) {}

  /** The answer to operation 1, but for the counters of files. */
  private record Answer(int node, double seconds, int infoVersion, String keys) {}

  private static final String OF_ONE = "\"node1\": {\"kv/a\": 1,\"tasklist\": 0}";

  private static final Answer[] ANSWERS = {
    new Answer(1, 2.335, 3, OF_ONE),
    new Answer(2, 5.5, 4, "\"node2\": {},\"node1\": {\"tasklist\": 0,\"kv/a\": 0}"),
    new Answer(1, 6.5, 6, OF_ONE + ",\"node2\": {\"kv/b\": 1}"),
    new Answer(1, 7.5, 6, OF_ONE + ",\"node2\": {\"kv/empty\": 0}"),
    new Answer(1, 9.5, 7, OF_ONE + ",\"node2\": {\"kv/empty\": 0}"),
    new Answer(1, 14.0, 9, OF_ONE + ",\"node2\": {\"kv/empty\": 0}"),
    new Answer(2, 14.3, 4, "\"node2\": {},\"node1\": {\"tasklist\": 0,\"kv/a\": 0}")
  };

  private final List<Moment> moments = new ArrayList<>();
  private final Map<Integer, StatusNode> nodes = new HashMap<>();
  private final Deque<byte[]> sent = new ArrayDeque<>();
  private int compared;

  private void play(String name) throws Exception {
    Recording recording = Recording.of(name);
    for (int id = 1; id <= 3; id++) {
      play(recording.of(id, GroupProtocol.STATUS));
    }
    assertEquals(recording.sent(GroupProtocol.STATUS).size(), compared);
    compared = 0;
  }

  private void play(List<Event> events) throws Exception {
    StatusNode node = null;
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      List<Event> rest = events.subList(i, events.size());
      if (node != null) {
        askBefore(event, node);
        setTime(node, rest);
      }
      switch (event.kind()) {
        case JOINS -> {
          if (node == null || !node.member.equals(event.member())) {
            node =
                new StatusNode(event.member(), startTime(event.member(), rest)).knowsNodes(1, 2, 3);
            nodes.put(event.node(), node);
            askBefore(event, node);
            node.machine.start();
          } else {
            node.time.pass(node.group.isIn() ? 0 : 30_000);
            node.machine.tick();
            assertTrue(event.toString(), node.group.isIn());
          }
        }
        case SEES ->
            node.machine.changed(
                event.members().get(0), event.members().get(1), event.members().get(2));
        case GETS -> node.machine.delivered(event.frame().clone(), event.member());
        case SENDS -> compare(node, event, rest);
        case LEAVES -> node.machine.stop(() -> {});
        case LOSES -> {
          node.group.end();
          node.machine.ended("corosync is gone");
        }
      }
      settle(node);
    }
    assertNull("at the end", sent.poll());
  }

  private void askBefore(Event event, StatusNode node) {
    for (Moment moment : List.copyOf(moments)) {
      if (moment.node() == event.node() && moment.seconds() < event.seconds()) {
        moments.remove(moment);
        moment.request().accept(node);
      }
    }
  }

  private void settle(StatusNode node) {
    node.machine.idle();
    node.group.settle();
    for (byte[] frame = node.group.nextSent(); frame != null; frame = node.group.nextSent()) {
      sent.add(frame);
    }
  }

  /** When the node was started: its log tells, or else the first frame that it has sent. */
  private static int startTime(Member member, List<Event> events) throws MalformedFrameException {
    List<byte[]> frames =
        events.stream().filter(event -> event.kind() == Kind.SENDS).map(Event::frame).toList();
    for (byte[] frame : frames) {
      if (type(frame) == FrameType.STATE) {
        ByteBuffer ring = littleEndian(SyncFrame.decode(frame).body());
        for (int entry : starts(ring)) {
          if (ring.getInt(entry + PID) == member.pid()) {
            return ring.getInt(entry + TIME);
          }
        }
      }
    }
    return FrameHeader.decode(frames.get(0)).time();
  }

  /** Frames tell the time at which the node sent them, mostly at once after what it got. */
  private static void setTime(StatusNode node, List<Event> events) throws MalformedFrameException {
    for (Event event : events.subList(0, Math.min(2, events.size()))) {
      if (event.kind() == Kind.SENDS) {
        node.setTime(FrameHeader.decode(event.frame()).time());
        return;
      }
    }
  }

  private void compare(StatusNode node, Event event, List<Event> rest) throws Exception {
    if (sent.isEmpty()) {
      assertEquals(event.toString(), FrameType.NORMAL, type(event.frame()));
      ask(node, NormalFrame.decode(event.frame()));
      settle(node);
    }
    compared++;
    if (sent.isEmpty() && !node.machine.isMember()) {
      return; // the C server sends to groups that it has left, too, and corosync drops it
    }
    byte[] actual = takeSentFor(event.frame());
    assertEquals(event.toString(), comparable(event.frame()), comparable(actual));
  }

  /** What clients have asked for. */
  private static void ask(StatusNode node, NormalFrame frame) throws Exception {
    if (frame.subtype() == StatusKind.UPDATE.number()) {
      StatusUpdate update = StatusUpdate.decode(frame.body());
      node.status.publish(update.key(), update.value());
    } else {
      LoggedEntry entry = LoggedEntry.of(frame.body());
      node.log.add(entry.priority(), entry.ident(), entry.tag(), entry.pid(), entry.message());
    }
  }

  /** That of the same key, of several that are sent again together, with the count of this one. */
  private byte[] takeSentFor(byte[] expected) throws Exception {
    byte[] first = sent.peek();
    if (key(expected).isEmpty() || key(first).equals(key(expected))) {
      return sent.remove();
    }
    List<byte[]> passed = new ArrayList<>();
    for (Iterator<byte[]> all = sent.iterator(); all.hasNext(); ) {
      byte[] other = all.next();
      if (key(other).equals(key(expected))) {
        byte[] counts = first.clone();
        System.arraycopy(other, 16, first, 16, 8);
        System.arraycopy(counts, 16, other, 16, 8);
        all.remove();
        return other;
      }
      passed.add(other);
    }
    throw new AssertionError("not sent: " + key(expected) + ", but " + passed.size() + " others");
  }

  private static String key(byte[] frame) throws Exception {
    if (type(frame) != FrameType.NORMAL) {
      return "";
    }
    NormalFrame normal = NormalFrame.decode(frame);
    return normal.subtype() == StatusKind.UPDATE.number()
        ? StatusUpdate.decode(normal.body()).key().toString()
        : "";
  }

  private static FrameType type(byte[] frame) throws MalformedFrameException {
    return FrameType.of(FrameHeader.decode(frame).type()).orElseThrow();
  }

  private static String comparable(byte[] frame) throws MalformedFrameException {
    if (type(frame) != FrameType.STATE) {
      return HexFormat.of().formatHex(frame);
    }
    byte[] ring = SyncFrame.decode(frame).body();
    return HexFormat.of().formatHex(frame, 0, 32) + HexFormat.of().formatHex(withoutPids(ring));
  }

  /** The same log, of which the entries that tell of a start have no process id. */
  private static byte[] withoutPids(byte[] log) {
    ByteBuffer ring = littleEndian(log.clone());
    starts(ring).forEach(entry -> ring.putInt(entry + PID, 0));
    return ring.array();
  }

  /** Where the entries are that tell of a start. */
  private static List<Integer> starts(ByteBuffer ring) {
    String text = new String(ring.array(), ISO_8859_1);
    List<Integer> found = new ArrayList<>();
    for (int at = text.indexOf(START); at >= 0; at = text.indexOf(START, at + 1)) {
      found.add(at - "node1\0".length() - TEXTS);
    }
    return found;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  // cluster, items 208, 209, 248 to 252, 255 and 256
  @Test
  public void recording02_keysAddressesTheLogAndClocks() throws Exception {
    for (Answer answer : ANSWERS) {
      moments.add(
          new Moment(
              answer.node(),
              answer.seconds(),
              node -> {
                String at = answer.seconds() + " s";
                assertEquals(at, answer.infoVersion(), node.infoVersion());
                assertEquals(at, "\"kvstore\": {" + answer.keys() + "}}", node.versions());
              }));
    }
    play("02");
    assertEquals(List.of(), moments);
    StatusNode one = nodes.get(1);
    assertEquals(
        "\"kvstore\": {\"node1\": {\"kv/a\": 1,\"tasklist\": 0},\"node2\": {\"kv/empty\": 0}}}",
        one.versions());
    assertEquals("fromA and again", "again\0", one.value(1, "kv/a"));
    String[] log = {
      "now correct",
      "from the past",
      "starting cluster log",
      "while two is away",
      "two says hi",
      "starting cluster log",
      "hello from one",
      "starting cluster log",
      "starting cluster log"
    };
    for (StatusNode node : nodes.values()) {
      assertEquals(String.join(", ", log), node.messages());
      assertTrue(
          node.info(),
          node.info().contains("\"node3\": { \"id\": 3, \"online\": 1, \"ip\": \"10.98.7.3\"}"));
    }
    assertEquals(
        List.of(
            "pve-node-9.0/node1=1:0:1795946105:0.1:2:0.3:0.0:100:50:0:0:10:5:1:1:50:0:0:0:0:0:0"),
        one.measured);
  }

  // cluster, items 261 and 262
  @Test
  public void recording05_whatIsPublishedWithoutCorosyncIsToldLater() throws Exception {
    ByteString user = ByteString.of("root@pam");
    ByteString tag = ByteString.of("t");
    moments.add(
        new Moment(
            1,
            8.2,
            node -> {
              node.setTime(0x6b0bf713);
              node.publishes("kv/a", "x\0");
              node.log.add(6, user, tag, 0x3d98, ByteString.of("early"));
            }));
    moments.add(new Moment(1, 24.7, node -> node.publishes("kv/a", "y\0")));
    play("05");
    assertEquals("y\0", nodes.get(2).value(1, "kv/a"));
    assertEquals("starting cluster log, early, starting cluster log", nodes.get(2).messages());
  }

  /** Item 254: frames that cannot be read have no effect, and the group is not left. */
  @Test
  public void recording06_hostileFrames() throws Exception {
    play("06");
  }

  @Test
  public void otherRecordings() throws Exception {
    for (String name : List.of("01", "03", "04", "06b", "07")) {
      play(name);
    }
  }
}
