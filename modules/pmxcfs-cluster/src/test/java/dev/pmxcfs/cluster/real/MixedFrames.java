package dev.pmxcfs.cluster.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.cluster.group.Mode;
import dev.pmxcfs.cluster.wire.FrameType;
import dev.pmxcfs.cluster.wire.Verification;
import dev.pmxcfs.cluster.wire.VerifyRequestDescriptor;
import dev.pmxcfs.state.change.ChangeKind;
import dev.pmxcfs.state.tree.Digest;
import dev.qbipc.corosync.cpg.CpgAddress;
import dev.qbipc.testing.Polling;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/**
 * What nodes make of the frames of a member that is no pmxcfs, with another pmxcfs among them
 * (cluster, items 285 to 287).
 */
public class MixedFrames extends MixedCluster {

  private static final int ALL = 4;

  private RawMember joined(GroupProtocol protocol) {
    RawMember raw = RawMember.join(vertx, cluster.node(3), protocol);
    Polling.until(() -> raw.size() == ALL, "all in the group");
    return raw;
  }

  /** With the raw member. */
  private void awaitSynced(RawMember raw) {
    Polling.until(
        () -> raw.size() == ALL && own.stream().allMatch(node -> node.isSynced(ALL)),
        "all have come back");
    putEventually("synced", "x");
  }

  private void assertAllLeave(RawMember raw, String what, byte[] frame) {
    awaitSynced(raw);
    int before = raw.departed().size();
    raw.send(frame);
    Polling.until(() -> raw.departed().size() >= before + 3, "all have left for a frame " + what);
    awaitSynced(raw);
    List<CpgAddress> departed = raw.departed();
    assertEquals(what, before + 3, departed.size());
    assertEquals(
        "each once for a frame " + what,
        List.of(1, 2, 3),
        departed.subList(before, before + 3).stream().map(CpgAddress::nodeId).sorted().toList());
  }

  @Test
  public void item285_verificationOfTheOtherAndOursSucceedsAndFails() {
    startAll();
    putEventually("theirs", "x");
    putEventually(own.get(0), "ours", "y");
    try (RawMember raw = joined(GroupProtocol.TREE)) {
      awaitSynced(raw);
      awaitEqual();
      verify(raw, 1, own.get(0).digest());
      putEventually("after", "x");
      putEventually(own.get(1), "after", "y");
      assertEquals("all have the same", List.of(), raw.departed());
      raw.send(request(raw, 2));
      var wrong = new Verification(2, Digest.ofBytes(new byte[1]));
      assertAllLeave(
          raw, "of another digest", raw.sync(FrameType.VERIFY.ordinal(), wrong.encode()));
    }
    awaitEqual();
  }

  /** As the lowest node, by its clock, once an hour. */
  @Test
  public void item285_theOtherAsksForAVerification() {
    assumeTrue(
        "takes a C pmxcfs as node 1, and the package libfaketime",
        FOREIGN == 1 && foreign.mayHaveClock());
    foreign.setClockAhead(0);
    startAll();
    putEventually("theirs", "x");
    putEventually(own.get(0), "ours", "y");
    try (RawMember raw = joined(GroupProtocol.TREE)) {
      awaitSynced(raw);
      foreign.setClockAhead(3_700);
      Polling.until(() -> raw.verifications() > 0, "a verification");
      putEventually(own.get(1), "after", "y");
      Polling.until(() -> foreign.log().contains("verification successful"), "it succeeds there");
      assertEquals("and here", List.of(), raw.departed());
    }
    awaitEqual();
  }

  private static void verify(RawMember raw, int id, Digest digest) {
    raw.send(request(raw, id));
    raw.send(raw.sync(FrameType.VERIFY.ordinal(), new Verification(id, digest).encode()));
  }

  private static byte[] request(RawMember raw, int id) {
    return raw.sync(FrameType.VERIFY_REQUEST.ordinal(), VerifyRequestDescriptor.encode(id));
  }

  @Test
  public void item286_aNewerVersionStopsTheTreesGroupAndNotTheOther() {
    startAll();
    putEventually("before", "x");
    awaitEqual();
    try (RawMember raw = joined(GroupProtocol.TREE)) {
      awaitSynced(raw);
      raw.send(raw.normal(2, ChangeKind.MKDIR.number(), new byte[20]));
      Polling.until(() -> raw.size() == 1, "all have left");
      for (RealNode node : own) {
        Polling.until(
            () -> node.status().tree().mode() == Mode.VERSION_ERROR, node + " has stopped");
        assertEquals(3, node.status().status().members().size());
        node.publish("after", "of " + node);
      }
      Polling.until(() -> own.get(0).published("n3", "after").length() >= 0, "still published");
      awaitAllOnline();
      assertEquals("x", foreign.shell("cat before", ""));
      assertEquals("nobody has come back", 1, raw.size());
    }
  }

  @Test
  public void item287_framesThatMakeAllLeave() {
    startAll();
    try (RawMember raw = joined(GroupProtocol.TREE)) {
      awaitSynced(raw);
      for (String what : HostileFrames.leaving(raw).keySet()) {
        awaitSynced(raw); // frames of a sync are those of the last one
        assertAllLeave(raw, what, HostileFrames.leaving(raw).get(what));
      }
    }
    awaitEqual();
  }

  @Test
  public void item287_framesThatMakeNobodyLeave() {
    startAll();
    try (RawMember raw = joined(GroupProtocol.TREE)) {
      awaitSynced(raw);
      for (Map.Entry<String, byte[]> frame : HostileFrames.staying(raw).entrySet()) {
        raw.send(frame.getValue());
        putEventually("after", frame.getKey());
        putEventually(own.get(0), "after-ours", frame.getKey());
        assertEquals(frame.getKey(), List.of(), raw.departed());
      }
      awaitEqual();
      assertTrue(own.get(0).node().isInCluster());
    }
  }

  @Test
  public void item287_framesOfTheStatusGroupThatMakeNobodyLeave() {
    startAll();
    try (RawMember raw = joined(GroupProtocol.STATUS)) {
      HostileFrames.dropped(raw).values().forEach(raw::send);
      own.get(0).publish("behind", "all of these");
      Polling.until(
          () -> own.get(1).published(own.get(0).toString(), "behind").equals("all of these"),
          "what comes behind them");
      awaitAllOnline();
      assertEquals(List.of(), raw.departed());
    }
  }
}
