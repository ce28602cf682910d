package dev.pmxcfs.cluster.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.SendFailure;
import dev.pmxcfs.cluster.group.SendFailureHandler;
import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.cluster.wire.StatusKind;
import dev.pmxcfs.cluster.wire.StatusUpdate;
import dev.pmxcfs.state.ManualClock;
import dev.pmxcfs.state.log.ClusterLog;
import dev.pmxcfs.state.nodes.Measurements;
import dev.pmxcfs.state.nodes.NodeStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.Test;

/** What a node tells the others while corosync takes it, and while it does not. */
public class AnnouncementsTest {

  private static final ByteString NODE = ByteString.of("node1");

  private final NodeStatus status =
      new NodeStatus(NODE, new Measurements(new ManualClock(1_795_946_103)));
  private final ClusterLog log = new ClusterLog(NODE, new ManualClock(1_795_946_103));
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Announcements announcements = new Announcements(status, this::call);
  private final Group group = new Group();

  public AnnouncementsTest() {
    announcements.sendTo(group);
    status.tellOthers((key, value) -> announcements.tell(Announcement.of(key, value)));
    log.tellOthers(entry -> announcements.tell(Announcement.of(entry)));
  }

  /** Takes frames, and says that they were sent when the test says so. */
  private static final class Group implements StatusSender {

    private final List<String> sent = new ArrayList<>();
    private final List<SendFailureHandler> failures = new ArrayList<>();
    private List<Runnable> actions = new ArrayList<>();
    private boolean isMember = true;

    @Override
    public Member self() {
      return new Member(1, 100);
    }

    @Override
    public boolean send(int subtype, byte[] body, SendFailureHandler failure) {
      if (isMember) {
        sent.add(subtype == StatusKind.LOG.number() ? "log" : told(body));
        failures.add(failure);
      }
      return isMember;
    }

    private static String told(byte[] body) {
      try {
        StatusUpdate update = StatusUpdate.decode(body);
        String value =
            update.value().length > 20
                ? "of " + update.value().length
                : new String(update.value(), UTF_8);
        return update.key() + "=" + value;
      } catch (MalformedFrameException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void whenSent(Runnable action) {
      actions.add(action);
    }

    void hasSent() {
      List<Runnable> ready = actions;
      actions = new ArrayList<>();
      ready.forEach(Runnable::run);
    }

    List<String> take() {
      List<String> taken = List.copyOf(sent);
      sent.clear();
      return taken;
    }
  }

  private Error reason;

  private void call(Runnable task) {
    if (reason != null) {
      throw reason;
    }
    tasks.add(task);
  }

  private void runTasks() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  private void publish(String key, String value) {
    status.publish(ByteString.of(key), value.getBytes(UTF_8));
  }

  private void publish(String key, int length) {
    status.publish(ByteString.of(key), new byte[length]);
  }

  @Test
  public void allIsToldInOrderOnTheGroupsThread() {
    publish("a", "1");
    log.add(6, NODE, NODE, 1, ByteString.of("x"));
    publish("a", "2");
    publish("a", "");
    assertEquals("nobody waits for it", List.of(), group.take());
    assertEquals("one task for all", 1, tasks.size());
    runTasks();
    assertEquals(List.of("a=1", "log", "a=2", "a="), group.take());
    publish("b", "3");
    runTasks();
    assertEquals("not one behind the other's way", List.of("b=3"), group.take());
  }

  @Test
  public void whatCouldNotCallTheThreadIsToldWithTheNextThing() {
    reason = new OutOfMemoryError("of the test");
    assertThrows(OutOfMemoryError.class, () -> publish("a", "1"));
    reason = null;
    publish("b", "2");
    runTasks();
    assertEquals(List.of("a=1", "b=2"), group.take());
  }

  private void crowd(String key) {
    for (int i = 1; i <= NewestValues.CROWD; i++) {
      publish(key, "" + i);
    }
    runTasks();
    assertEquals(NewestValues.CROWD, group.take().size());
  }

  private void hasComeBack(String key, int times) {
    for (int i = 0; i < times; i++) {
      announcements.returned(ByteString.of(key));
    }
  }

  @Test
  public void ofAKeyThatIsPublishedTooFastTheNewestValueIsToldWhenThoseBeforeHaveComeBack() {
    crowd("a");
    publish("a", "older");
    publish("b", "1");
    publish("a", "newer");
    runTasks();
    assertEquals(List.of("b=1"), group.take());
    assertEquals(1, announcements.waiting().count());
    hasComeBack("a", NewestValues.CROWD - 1);
    assertEquals(List.of(), group.take());
    hasComeBack("a", 1);
    assertEquals(List.of("a=newer"), group.take());
    publish("a", "newest");
    runTasks();
    assertEquals("one at a time", List.of(), group.take());
    hasComeBack("a", 1);
    assertEquals(List.of("a=newest"), group.take());
    hasComeBack("a", 1);
    publish("a", "slow");
    runTasks();
    assertEquals(List.of("a=slow"), group.take());
    group.hasSent();
    assertEquals(new AnnouncementStatus(0, 0), announcements.waiting());
  }

  @Test
  public void aValueDoesNotWaitForThoseThatDoNotComeBack() {
    crowd("a");
    publish("a", "newest");
    announcements.membersChanged();
    assertEquals(List.of("a=newest"), group.take());
    publish("a", "later");
    runTasks();
    assertEquals(List.of("a=later"), group.take());
  }

  @Test
  public void aValueDoesNotWaitForThoseThatCorosyncRefuses() {
    crowd("a");
    publish("a", "newest");
    group.failures.forEach(failure -> failure.failed(SendFailure.REFUSED));
    publish("b", "1");
    runTasks();
    assertTrue(group.take().contains("a=newest"));
  }

  @Test
  public void everyMeasurementIsTold() {
    publish("rrd/x", "1\0");
    publish("rrd/x", "2\0");
    runTasks();
    assertEquals(List.of("rrd/x=1\0", "rrd/x=2\0"), group.take());
  }

  @Test
  public void noMoreIsUnderWayThanAPart() {
    for (int i = 0; i < 20; i++) {
      publish("k" + i, 32_768);
    }
    runTasks();
    assertEquals(8, group.take().size());
    assertEquals(12, announcements.waiting().count());
    group.hasSent();
    assertEquals(8, group.take().size());
    group.hasSent();
    assertEquals(4, group.take().size());
    assertEquals(new AnnouncementStatus(0, 0), announcements.waiting());
  }

  /** Cluster, defect D2: nobody is held up, and what matters is not lost. */
  @Test
  public void whatHasNoRoomIsToldByTheValueThatItHasThen() {
    for (int i = 0; i < 1000; i++) {
      publish("k" + i % 200, 32_768);
      publish("rrd/pve-node-9.0/node1", "1:2\0");
    }
    publish("k0", "last");
    publish("k1", "");
    publish("nodeip", "10.0.0.1\0");
    log.add(6, NODE, NODE, 1, ByteString.of("x"));
    assertTrue(announcements.waiting().bytes() <= Announcements.MAX_BYTES);
    runTasks();
    List<String> all = new ArrayList<>();
    for (List<String> some = group.take(); !some.isEmpty(); some = group.take()) {
      all.addAll(some);
      group.hasSent();
    }
    for (int i = 2; i < 200; i++) {
      assertTrue("k" + i, all.contains("k" + i + "=of 32768"));
    }
    assertTrue(all.lastIndexOf("k0=last") > all.lastIndexOf("k0=of 32768"));
    assertTrue(all.lastIndexOf("k1=") > all.lastIndexOf("k1=of 32768"));
    assertTrue(all.contains("nodeip=10.0.0.1\0"));
    assertTrue("not all", all.size() < 1000);
  }

  @Test
  public void whatWasKeptBackIsNotToldAfterWhatHadNoRoom() {
    crowd("a");
    publish("a", "older");
    int kept = Announcements.MAX_BYTES - (int) announcements.waiting().bytes();
    for (int i = 0; i < kept / 32_768; i++) {
      publish("k" + i, 32_768 - 280);
    }
    publish("a", 32_768);
    runTasks();
    List<String> all = new ArrayList<>();
    for (List<String> some = group.take(); !some.isEmpty(); some = group.take()) {
      all.addAll(some);
      group.hasSent();
    }
    hasComeBack("a", NewestValues.CROWD + 1);
    all.addAll(group.take());
    all.removeIf(told -> !told.startsWith("a="));
    assertEquals(List.of("a=of 32768"), all);
    assertEquals(new AnnouncementStatus(0, 0), announcements.waiting());
  }

  @Test
  public void whatCorosyncRefusesIsToldWithTheNextThing() {
    publish("a", "1");
    runTasks();
    group.failures.get(0).failed(SendFailure.REFUSED);
    group.hasSent();
    assertEquals("it has had its time", List.of("a=1"), group.take());
    publish("a", "2");
    publish("b", "3");
    runTasks();
    assertEquals(List.of("a=2", "b=3", "a=2"), group.take());
  }

  @Test
  public void whoIsNoMemberTellsNobodyAndAllWhenItIsOne() {
    group.isMember = false;
    publish("a", "1");
    publish("rrd/x", "1\0");
    runTasks();
    assertEquals(new AnnouncementStatus(0, 0), announcements.waiting());
    group.isMember = true;
    announcements.membersChanged();
    announcements.tellAllValues();
    assertEquals(List.of("a=1"), group.take());
  }

  @Test
  public void whatWasUnderWayWhenMembersChangedHoldsNothingUp() {
    for (int i = 0; i < 9; i++) {
      publish("k" + i, 32_768);
    }
    runTasks();
    assertEquals(8, group.take().size());
    announcements.membersChanged();
    assertEquals(List.of("k8=of 32768"), group.take());
    group.hasSent();
    publish("a", "1");
    runTasks();
    assertEquals(List.of("a=1"), group.take());
  }

  @Test
  public void membersThatComeAndGoAreToldEachValueOnceMoreAndNoMore() {
    for (int i = 0; i < 100; i++) {
      publish("k" + i, 32_768);
    }
    publish("other", "1");
    for (int change = 0; change < 1_000; change++) { // and corosync has sent nothing yet
      announcements.tellAllValues();
    }
    int values = 101;
    assertTrue(announcements.waiting().count() <= 2 * values);
    assertTrue(announcements.waiting().bytes() <= Announcements.MAX_BYTES);
    List<String> all = new ArrayList<>(group.take());
    group.hasSent();
    publish("later", "2");
    runTasks();
    for (List<String> some = group.take(); !some.isEmpty(); some = group.take()) {
      all.addAll(some);
      group.hasSent();
    }
    for (int i = 0; i < 100; i++) {
      String told = "k" + i + "=of 32768";
      assertEquals(told, 2, all.stream().filter(told::equals).count());
    }
    assertEquals("not behind what comes all the time", values * 2, all.indexOf("later=2"));
  }

  @Test
  public void ofMoreKeysThanAnybodyKeepsNotAllAreRemembered() {
    for (int i = 0; i < 200; i++) {
      publish("k" + i, 32_768);
    }
    for (int i = 0; i < 3 * Announcements.MAX_MISSED; i++) {
      publish("removed" + i, "");
    }
    int frames = Announcements.MAX_BYTES / 280;
    assertTrue(announcements.waiting().count() <= Announcements.MAX_MISSED + frames);
  }

  /** Clients of this program may have such, and those of libqb may not. */
  @Test
  public void keyThatNoFrameHasRoomForIsNotTold() {
    publish("k".repeat(255), "1");
    publish("k".repeat(256), "1");
    runTasks();
    assertEquals(1, group.take().size());
  }
}
