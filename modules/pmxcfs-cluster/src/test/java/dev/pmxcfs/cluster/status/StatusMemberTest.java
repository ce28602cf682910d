package dev.pmxcfs.cluster.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.Mode;
import dev.pmxcfs.cluster.wire.Epoch;
import dev.pmxcfs.cluster.wire.FrameType;
import dev.pmxcfs.cluster.wire.NormalFrame;
import dev.pmxcfs.cluster.wire.StatusUpdate;
import dev.pmxcfs.cluster.wire.SyncFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.Before;
import org.junit.Test;

/** What nodes publish and log, in a group of several of them (cluster, section 4). */
public class StatusMemberTest {

  private static final int NOW = 1_795_946_103;
  private static final Member ONE = new Member(1, 100);
  private static final Member TWO = new Member(2, 200);
  private static final Member OTHER_OF_ONE = new Member(1, 101);

  private final StatusNode one = node(ONE);
  private final StatusNode two = node(TWO);

  private static StatusNode node(Member member) {
    return new StatusNode(member, NOW).knowsNodes(1, 2);
  }

  @Before
  public void start() {
    one.machine.start();
    one.sees(List.of(ONE), List.of(ONE));
    deliver(one);
  }

  private void join() {
    two.machine.start();
    one.sees(List.of(ONE, TWO), List.of(TWO));
    two.sees(List.of(ONE, TWO), List.of(TWO));
    deliver(one, two);
  }

  /** Delivers what was sent, in the same order to all, until nothing more is sent. */
  private static List<byte[]> deliver(StatusNode... nodes) {
    List<byte[]> all = new ArrayList<>();
    boolean isQuiet = false;
    while (!isQuiet) {
      isQuiet = true;
      for (StatusNode sender : nodes) {
        for (byte[] frame = sender.group.nextSent();
            frame != null;
            frame = sender.group.nextSent()) {
          isQuiet = false;
          all.add(frame);
          for (StatusNode receiver : nodes) {
            receiver.gets(sender.member, frame);
          }
        }
      }
    }
    return all;
  }

  private static byte[] normal(int subtype, byte[] body) {
    return new NormalFrame(subtype, 0, NOW, 1, body).encode();
  }

  private static byte[] update(String key, byte[] value) {
    return normal(1, new StatusUpdate(ByteString.of(key), value).encode());
  }

  private static byte[] update(String key, String value) {
    return update(key, value.getBytes(UTF_8));
  }

  @Test
  public void item216_aloneTheAddressIsAllThatIsSent() {
    StatusNode alone = node(ONE);
    alone.machine.start();
    alone.sees(List.of(ONE), List.of(ONE));
    List<byte[]> sent = deliver(alone);
    assertEquals(1, sent.size());
    assertEquals(290, sent.get(0).length);
    assertEquals(Mode.SYNCED, alone.machine.mode());
  }

  @Test
  public void item248_ownFramesHaveHadTheirEffect() {
    one.publishes("kv/a", "x");
    deliver(one);
    assertEquals("\"kvstore\": {\"node1\": {\"kv/a\": 0}}}", one.versions());
  }

  @Test
  public void item249_keysOfAnotherNode() {
    join();
    two.publishes("kv/a", "x");
    two.publishes("kv/a", "y");
    deliver(one, two);
    assertEquals("y", one.value(2, "kv/a"));
    assertEquals("\"kvstore\": {\"node1\": {},\"node2\": {\"kv/a\": 1}}}", one.versions());
    two.publishes("kv/a", "");
    deliver(one, two);
    assertNull(one.value(2, "kv/a"));
    assertEquals("\"kvstore\": {\"node1\": {},\"node2\": {}}}", one.versions());
  }

  @Test
  public void item250_keysOfANodeThatHasLeftStayAndAreCountedWhenTheyAreSentAgain() {
    join();
    two.publishes("kv/a", "x");
    deliver(one, two);
    one.sees(List.of(ONE), List.of());
    assertEquals("x", one.value(2, "kv/a"));
    assertFalse(one.info().contains("\"id\": 2, \"online\": 1"));
    two.group.end();
    two.machine.ended("it was cut off");
    two.time.pass(60_000);
    two.machine.tick();
    one.sees(List.of(ONE, TWO), List.of(TWO));
    two.sees(List.of(ONE, TWO), List.of(TWO));
    deliver(one, two);
    assertEquals("\"kvstore\": {\"node1\": {},\"node2\": {\"kv/a\": 1}}}", one.versions());
  }

  @Test
  public void item251_ownKeysAndTheAddressAreSentAgainWithEachSyncAndMeasurementsAreNot() {
    one.publishes("kv/a", "x");
    one.publishes("kv/b", "y");
    one.publishes("rrd/pve-node-9.0/node1", "1:2\0");
    one.publishes("nodeip", "10.0.0.9\0");
    deliver(one);
    join();
    assertEquals("x", two.value(1, "kv/a"));
    assertEquals("y", two.value(1, "kv/b"));
    assertTrue(two.info(), two.info().contains("\"ip\": \"10.0.0.9\""));
    assertEquals(List.of(), two.measured);
    one.publishes("rrd/pve-node-9.0/node1", "3:4\0");
    deliver(one, two);
    assertEquals(List.of("pve-node-9.0/node1=3:4"), two.measured);
  }

  @Test
  public void item252_logsAreOneAfterASync() {
    one.setTime(NOW + 2);
    one.logs("second");
    two.setTime(NOW + 1);
    two.logs("first");
    join();
    String all = "second, first, starting cluster log, starting cluster log";
    assertEquals(all, one.messages());
    assertEquals(all, two.messages());
    two.setTime(NOW + 3);
    two.logs("third");
    deliver(one, two);
    assertEquals("third, " + all, one.messages());
  }

  @Test
  public void item253_messagesOfAClockThatWasSetBackAreDroppedEverywhere() {
    join();
    two.setTime(NOW + 10);
    two.logs("before");
    two.setTime(NOW + 5);
    two.logs("too early");
    deliver(one, two);
    assertFalse(one.messages().contains("too early") || two.messages().contains("too early"));
    two.setTime(NOW + 11);
    two.logs("later");
    deliver(one, two);
    assertTrue(one.messages(), one.messages().startsWith("later, before"));
  }

  @Test
  public void item254_whatCannotBeReadHasNoEffectAndTheGroupIsNotLeft() {
    join();
    byte[] whole = update("kv/a", "x");
    String before = one.versions();
    one.gets(TWO, Arrays.copyOf(whole, 279));
    byte[] endless = whole.clone();
    Arrays.fill(endless, 24, 280, (byte) 'k');
    one.gets(TWO, endless);
    one.gets(TWO, normal(3, new byte[0]));
    one.gets(TWO, normal(3, new byte[48]));
    one.gets(TWO, normal(3, new byte[1_000_000]));
    one.gets(TWO, normal(2, new byte[300]));
    one.gets(TWO, normal(999, new byte[300]));
    one.gets(TWO, update("nodeip", "10.0.0.1 without NUL"));
    one.gets(TWO, update("rrd/pve-node-9.0/node2", "1:2 without NUL"));
    assertEquals(before, one.versions());
    assertEquals(List.of(), one.measured);
    assertEquals(Mode.SYNCED, one.machine.mode());
    one.gets(TWO, whole);
    assertEquals("x", one.value(2, "kv/a"));
  }

  /** Cluster, section 6.1. */
  @Test
  public void statesThatAreNoLogsAreLeftOutAndTheirNodeIsSynced() {
    Random random = new Random(7);
    for (int run = 0; run < 300; run++) {
      byte[] state = hostileState(run, random);
      one.sees(List.of(ONE, TWO), List.of(TWO));
      byte[] start = one.group.nextSent();
      one.gets(ONE, start);
      one.gets(ONE, one.group.nextSent());
      Epoch epoch = epoch(start);
      one.gets(TWO, SyncFrame.of(FrameType.STATE, 0, NOW, epoch, state).encode());
      assertEquals("run " + run, Mode.SYNCED, one.machine.mode());
      assertTrue(one.messages(), one.messages().contains("starting cluster log"));
      deliver(one);
    }
  }

  /** Whatever the other node sends, this one stays and goes on. */
  @Test
  public void item254_damagedFramesHaveNoOtherEffectThanWhatTheySay() {
    join();
    long seed = System.nanoTime();
    System.out.println("StatusMemberTest seed " + seed);
    Random random = new Random(seed);
    two.logs("a message");
    byte[] message = two.group.nextSent();
    for (int run = 0; run < 2_000; run++) {
      byte[] frame = (run % 2 == 0 ? message : update("kv/a" + run % 50, "value")).clone();
      for (int i = random.nextInt(6); i >= 0; i--) {
        int from = random.nextInt(4) == 0 ? 24 : Math.min(60, frame.length - 1);
        frame[from + random.nextInt(frame.length - from)] = (byte) random.nextInt();
      }
      one.gets(TWO, Arrays.copyOf(frame, 24 + random.nextInt(frame.length)));
      one.gets(TWO, frame);
      assertEquals("seed " + seed + ", run " + run, Mode.SYNCED, one.machine.mode());
    }
    one.publishes("kv/own", "x");
    deliver(one, two);
    assertEquals("x", two.value(1, "kv/own"));
    one.log.sorted();
    assertTrue(one.log.size() > 0);
  }

  private static Epoch epoch(byte[] frame) {
    try {
      return SyncFrame.decode(frame).epoch();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private byte[] hostileState(int run, Random random) {
    return switch (run) {
      case 0 -> new byte[0];
      case 1 -> new byte[8];
      case 2 -> new byte[131_072];
      case 3 -> Arrays.copyOf(two.log.sorted(), 1000);
      default -> {
        byte[] damaged = two.log.sorted();
        for (int i = 0; i < 10; i++) {
          damaged[i < 4 ? 4 + i : random.nextInt(120)] = (byte) random.nextInt();
        }
        yield damaged;
      }
    };
  }

  @Test
  public void item255_onlineIsWhoIsInTheGroupAndEachChangeCounts() {
    assertEquals(3, one.infoVersion());
    join();
    assertEquals("a change and an address", 5, one.infoVersion());
    assertEquals("the second to join", 4, two.infoVersion());
    assertTrue(one.info(), one.info().contains("\"id\": 2, \"online\": 1, \"ip\": \"10.98.7.2\""));
    one.sees(List.of(ONE), List.of());
    assertEquals("a departure", 6, one.infoVersion());
    assertTrue(one.info(), one.info().contains("\"id\": 2, \"online\": 0, \"ip\": \"10.98.7.2\""));
  }

  @Test
  public void item255_theThirdToJoinHasFive() {
    join();
    Member third = new Member(3, 300);
    StatusNode three = new StatusNode(third, NOW).knowsNodes(1, 2, 3);
    three.machine.start();
    for (StatusNode node : List.of(one, two, three)) {
      node.sees(List.of(ONE, TWO, third), List.of(third));
    }
    deliver(one, two, three);
    assertEquals(5, three.infoVersion());
    assertTrue(
        three.info(), three.info().contains("\"id\": 2, \"online\": 1, \"ip\": \"10.98.7.2\""));
  }

  @Test
  public void item256_framesOfANodeThatIsInNoListAreDropped() {
    Member three = new Member(3, 300);
    one.sees(List.of(ONE, three), List.of(three));
    one.gets(three, update("kv/a", "x"));
    assertNull(one.value(3, "kv/a"));
    assertEquals("\"kvstore\": {\"node1\": {}}}", one.versions());
  }

  @Test
  public void item257_valuesOfUpTo32768BytesArriveAsTheyAre() {
    join();
    for (int length : new int[] {1, 255, 32_767, 32_768}) {
      byte[] value = new byte[length];
      new Random(length).nextBytes(value);
      two.status.publish(ByteString.of("kv/a"), value);
      two.group.settle();
      deliver(one, two);
      assertTrue(
          Arrays.equals(
              value, one.status.get(ByteString.of("node2"), ByteString.of("kv/a")).orElseThrow()));
    }
  }

  /** Operations, section 4.4, step 5: others are told even what was refused here. */
  @Test
  public void whatIsUnfitIsSentAsItIs() throws Exception {
    one.publishes("nodeip", "no NUL");
    NormalFrame frame = NormalFrame.decode(deliver(one).get(0));
    assertEquals("no NUL", new String(StatusUpdate.decode(frame.body()).value(), UTF_8));
  }

  @Test
  public void anotherProcessOfThisNodeIsAnotherMember() {
    one.publishes("kv/a", "own");
    deliver(one);
    one.gets(OTHER_OF_ONE, update("kv/a", "other"));
    assertEquals("own", one.value(1, "kv/a"));
  }
}
