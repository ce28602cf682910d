package dev.pmxcfs.cluster.recorded;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.cluster.group.GroupOptions;
import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.cluster.group.ManualTime;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.ScriptedGroup;
import dev.pmxcfs.cluster.group.StateMachine;
import dev.pmxcfs.cluster.group.Submission;
import dev.pmxcfs.cluster.recorded.Recording.Event;
import dev.pmxcfs.cluster.recorded.Recording.Kind;
import dev.pmxcfs.cluster.wire.FrameHeader;
import dev.pmxcfs.cluster.wire.FrameType;
import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.cluster.wire.NormalFrame;
import java.util.HexFormat;
import java.util.List;
import org.junit.Test;

/**
 * The state machine is given what a node of the C server got, and sends what that sent, byte for
 * byte: each frame of each node in each group of each recording. What the node's users and its
 * application wanted to be sent is taken from the recording; when and how it is sent is the state
 * machine's.
 */
public class RecordedGroupsTest {

  private int left;

  private ScriptedGroup group;
  private StateMachine<Submission> machine;
  private Member member;
  private long count;

  private void play(String name) throws Exception {
    Recording recording = Recording.of(name);
    for (int node = 1; node <= 3; node++) {
      for (GroupProtocol protocol : GroupProtocol.values()) {
        play(protocol, recording.of(node, protocol));
      }
    }
  }

  private void play(GroupProtocol protocol, List<Event> events) throws Exception {
    var time = new ManualTime(0);
    var application = new RecordedApplication(protocol);
    member = null;
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      List<Event> next = events.subList(i + 1, events.size());
      application.follow(event.kind() == Kind.SENDS ? events.subList(i, events.size()) : next);
      setTime(time, application, events.subList(i, events.size()));
      switch (event.kind()) {
        case JOINS -> join(protocol, event, application, time);
        case SEES ->
            machine.changed(event.members().get(0), event.members().get(1), event.members().get(2));
        case GETS -> machine.delivered(event.frame().clone(), event.member());
        case SENDS -> send(event, time);
        case LEAVES -> leave(event, next);
        case LOSES -> end();
      }
      if (event.kind() != Kind.SENDS && event.kind() != Kind.LOSES && machine != null) {
        machine.idle();
        group.settle();
        machine.idle();
        endIfLeft(event);
      }
    }
    if (machine != null) {
      assertNothingSent("at the end");
    }
  }

  /** Frames tell the time at which the node sent them. */
  private static void setTime(ManualTime time, RecordedApplication application, List<Event> events)
      throws MalformedFrameException {
    for (Event event : events.subList(0, Math.min(2, events.size()))) {
      if (event.kind() == Kind.SENDS) {
        int seconds = FrameHeader.decode(event.frame()).time();
        time.pass(Math.max(0, 1000L * (seconds - time.seconds())));
        time.set(seconds);
        return;
      }
    }
  }

  /**
   * The same process joins again when its state machine does, and another one has a new machine.
   */
  private void join(
      GroupProtocol protocol, Event event, RecordedApplication application, ManualTime time) {
    if (!event.member().equals(member)) {
      member = event.member();
      count = 0;
      group = new ScriptedGroup(member);
      machine = new StateMachine<>(protocol, group, application, time, new GroupOptions());
      machine.start();
    } else {
      if (group.isLeaving()) { // there, the departure of another member was taken for its own
        end();
      }
      int joins = group.joins();
      time.pass(group.isIn() ? 0 : 30_000);
      machine.tick();
      assertTrue(event + ": joined " + joins, group.isIn());
    }
  }

  private void send(Event event, ManualTime time) throws MalformedFrameException {
    byte[] expected = event.frame();
    FrameHeader header = FrameHeader.decode(expected);
    FrameType type = FrameType.of(header.type()).orElseThrow();
    if (type == FrameType.NORMAL && NormalFrame.count(expected) > count) {
      NormalFrame normal = NormalFrame.decode(expected);
      if (!machine.isMember()) { // there, it goes nowhere, and its sender hangs (defect D18)
        assertFalse(event.toString(), machine.send(normal.subtype(), normal.body()));
        return;
      }
      assertTrue(event.toString(), machine.send(normal.subtype(), normal.body()));
      count++;
    } else if (type == FrameType.VERIFY_REQUEST) {
      machine.tick();
    }
    byte[] actual = group.nextSent();
    assertNotNull(event + " nothing of type " + type, actual);
    assertEquals(
        event.toString(), HexFormat.of().formatHex(expected), HexFormat.of().formatHex(actual));
  }

  /** It has left by itself, or its server is stopped and comes back as another process. */
  private void leave(Event event, List<Event> next) {
    assertNothingSent("before leaving");
    if (group.isLeaving()) {
      left++;
    } else {
      boolean comesBack =
          next.stream()
              .anyMatch(later -> later.kind() == Kind.JOINS && later.member().equals(member));
      assertTrue(event + " and is not left here", !comesBack);
      machine.stop(() -> {});
    }
  }

  private void endIfLeft(Event event) {
    boolean isOut = event.kind() == Kind.SEES && !event.members().get(0).contains(member);
    if (isOut && group.isLeaving()) {
      end();
    }
  }

  private void end() {
    assertNothingSent("before the end");
    group.end();
    machine.ended("corosync is gone");
  }

  private void assertNothingSent(String when) {
    byte[] unexpected = group.nextSent();
    assertNull(
        when + ": " + (unexpected == null ? "" : HexFormat.of().formatHex(unexpected)), unexpected);
  }

  @Test
  public void joiningAndChanges() throws Exception {
    play("01");
  }

  @Test
  public void statusAndClocks() throws Exception {
    play("02");
  }

  @Test
  public void aNewerDatabaseJoins() throws Exception {
    play("03");
  }

  @Test
  public void locks() throws Exception {
    play("04");
  }

  @Test
  public void corosyncLateAndRestarted() throws Exception {
    play("05");
  }

  @Test
  public void hostileFrames() throws Exception {
    play("06");
    assertEquals("left because of such a frame", 36, left);
  }

  @Test
  public void newerVersionAndCrash() throws Exception {
    play("06b");
  }

  @Test
  public void verification() throws Exception {
    play("07");
  }
}
