package dev.pmxcfs.cluster.recorded;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.cluster.group.Application;
import dev.pmxcfs.cluster.group.GroupClock;
import dev.pmxcfs.cluster.group.ManualTime;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.ProcessGroup;
import dev.pmxcfs.cluster.group.ScriptedGroup;
import dev.pmxcfs.cluster.group.StateMachine;
import dev.pmxcfs.cluster.recorded.Recording.Event;
import dev.pmxcfs.cluster.recorded.Recording.Kind;
import dev.pmxcfs.cluster.wire.FrameHeader;
import dev.pmxcfs.cluster.wire.FrameType;
import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.cluster.wire.NormalFrame;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A node of a recording is played by a state machine, which is given what that node got from one
 * group, and has to send what it sent, byte for byte. What the node's users wanted to be sent is
 * taken from the recording.
 *
 * <p>Updates have no order among themselves: the C server's is that of a hash table.
 */
public abstract class Replay {

  private final ManualTime time = new ManualTime(0);
  private final List<String> updates = new ArrayList<>();
  private ScriptedGroup group;
  private StateMachine<?> machine;
  private Member member;
  private long count;
  private int left;
  private int sent;

  /** A process of the node starts, over what the last one has left. */
  protected abstract StateMachine<?> machine(ProcessGroup group, GroupClock clock, Member self);

  /** This is what happens at the node from now on. */
  protected abstract void follow(List<Event> events);

  /** Whether the recording has all updates. */
  protected boolean hasAllUpdates() {
    return true;
  }

  /** How often it has left by itself. */
  public int left() {
    return left;
  }

  /** How many frames it has sent that the node has sent. */
  public int sent() {
    return sent;
  }

  /** Plays all that happened at a node in one group. */
  public void play(List<Event> events) throws MalformedFrameException {
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      List<Event> next = events.subList(i + 1, events.size());
      List<Event> withThis = events.subList(i, events.size());
      follow(event.kind() == Kind.SENDS ? withThis : next);
      setTime(withThis);
      switch (event.kind()) {
        case JOINS -> join(event);
        case SEES ->
            machine.changed(event.members().get(0), event.members().get(1), event.members().get(2));
        case GETS -> machine.delivered(event.frame().clone(), event.member());
        case SENDS -> send(event, next);
        case LEAVES -> leave(event, next);
        case LOSES -> end();
      }
      if (event.kind() != Kind.SENDS && event.kind() != Kind.LOSES) {
        machine.idle();
        group.settle();
        passRest();
        endIfLeft(event);
      }
    }
    if (machine != null) {
      assertNothingSent("at the end");
    }
  }

  /** What was put off is done in the time that has passed before the next event. */
  private void passRest() {
    for (long left = machine.idle(); left != Application.NOTHING; left = machine.idle()) {
      time.pass(left);
    }
  }

  /** Frames tell the time at which the node sent them. */
  private void setTime(List<Event> events) throws MalformedFrameException {
    for (Event event : events.subList(0, Math.min(2, events.size()))) {
      if (event.kind() == Kind.SENDS) {
        int seconds = FrameHeader.decode(event.frame()).time();
        time.pass(Math.max(0, 1000L * (seconds - time.seconds())));
        time.set(seconds);
        return;
      }
    }
  }

  /** A process joins again when its state machine does, and another one has a new machine. */
  private void join(Event event) {
    if (!event.member().equals(member)) {
      member = event.member();
      count = 0;
      group = new ScriptedGroup(member);
      machine = machine(group, time, member);
      machine.start();
    } else {
      if (group.isLeaving()) { // there, the departure of another member was taken for its own
        end();
      }
      time.pass(group.isIn() ? 0 : 30_000);
      machine.tick();
      assertTrue(event.toString(), group.isIn());
    }
  }

  private void send(Event event, List<Event> next) throws MalformedFrameException {
    byte[] expected = event.frame();
    FrameType type = FrameType.of(FrameHeader.decode(expected).type()).orElseThrow();
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
    sent++;
    if (type == FrameType.UPDATE) {
      updates.add(hex(expected));
      if (!isUpdateNext(next)) {
        assertUpdatesSent(event);
      }
    } else {
      assertSent(event, expected);
    }
  }

  private static boolean isUpdateNext(List<Event> next) throws MalformedFrameException {
    return !next.isEmpty()
        && next.get(0).kind() == Kind.SENDS
        && FrameHeader.decode(next.get(0).frame()).isOf(FrameType.UPDATE);
  }

  private void assertUpdatesSent(Event event) {
    List<String> actual = new ArrayList<>();
    for (int i = 0; i < updates.size(); i++) {
      actual.add(hex(nextSent(event)));
    }
    updates.sort(null);
    actual.sort(null);
    assertEquals(event.toString(), String.join("\n", updates), String.join("\n", actual));
    updates.clear();
  }

  private void assertSent(Event event, byte[] expected) throws MalformedFrameException {
    byte[] actual = nextSent(event);
    while (!hasAllUpdates()
        && FrameHeader.decode(actual).isOf(FrameType.UPDATE)
        && FrameHeader.decode(expected).isOf(FrameType.UPDATE_COMPLETE)) {
      actual = nextSent(event);
    }
    assertEquals(event.toString(), hex(expected), hex(actual));
  }

  private byte[] nextSent(Event event) {
    byte[] actual = group.nextSent();
    assertNotNull(event + ", and here nothing is sent in " + machine.status(), actual);
    return actual;
  }

  private static String hex(byte[] frame) {
    return HexFormat.of().formatHex(frame);
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
      assertFalse(event + " and is not left here", comesBack);
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
    assertNull(when + ": " + (unexpected == null ? "" : hex(unexpected)), unexpected);
  }
}
