package dev.pmxcfs.cluster.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.cluster.group.Mode;
import dev.pmxcfs.cluster.wire.FrameType;
import dev.pmxcfs.cluster.wire.Verification;
import dev.pmxcfs.cluster.wire.VerifyRequestDescriptor;
import dev.pmxcfs.state.change.ChangeKind;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Digest;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Polling;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;

/** Three nodes and a member of their groups that is no pmxcfs. */
public class HostileMemberTest extends ThreeNodes {

  private static final int ALL = 4;

  /** Of all that {@code scripts/mixed} sends: they come back after pauses that grow. */
  private static final Set<String> SOME = Set.of("of 3 bytes", "whose path does not end");

  private RawMember joined(GroupProtocol protocol) {
    awaitAllOnline();
    RawMember raw = RawMember.join(vertx, cluster.node(3), protocol);
    Polling.until(() -> raw.size() == ALL, "all in the group");
    return raw;
  }

  private void awaitSynced(RawMember raw) {
    Polling.until(
        () -> raw.size() == ALL && nodes.stream().allMatch(node -> node.isSynced(ALL)),
        "all have come back");
  }

  private void assertAllLeave(RawMember raw, String what, byte[] frame) {
    int before = raw.departed().size();
    raw.send(frame);
    Polling.until(() -> raw.departed().size() >= before + 3, "all have left for a frame " + what);
    awaitSynced(raw);
    assertEquals("each once for a frame " + what, before + 3, raw.departed().size());
  }

  private static byte[] request(RawMember raw, int id) {
    return raw.sync(FrameType.VERIFY_REQUEST.ordinal(), VerifyRequestDescriptor.encode(id));
  }

  private static byte[] digest(RawMember raw, int id, Digest digest) {
    return raw.sync(FrameType.VERIFY.ordinal(), new Verification(id, digest).encode());
  }

  @Test
  public void item285_verificationSucceedsAndFails() {
    try (RawMember raw = joined(GroupProtocol.TREE)) {
      awaitSynced(raw);
      putEventually(node(2), "file", "x");
      awaitEqual();
      raw.send(request(raw, 1));
      raw.send(digest(raw, 1, node(3).digest()));
      putEventually(node(1), "after", "y");
      assertEquals("all have the same", List.of(), raw.departed());
      raw.send(request(raw, 2));
      assertAllLeave(raw, "of another digest", digest(raw, 2, Digest.ofBytes(new byte[1])));
    }
  }

  @Test
  public void item286_aNewerVersionStopsTheTreesGroupAndNotTheOther() {
    try (RawMember raw = joined(GroupProtocol.TREE)) {
      awaitSynced(raw);
      raw.send(raw.normal(2, ChangeKind.MKDIR.number(), new byte[20]));
      Polling.until(() -> raw.size() == 1, "all have left");
      for (RealNode node : nodes) {
        assertEquals(Mode.VERSION_ERROR, node.status().tree().mode());
        assertEquals(Mode.SYNCED, node.status().status().mode());
        assertEquals(Errno.EBUSY, ((Refused) node.put("file", "x")).reason().errno());
      }
      node(1).publish("after", "this");
      Polling.until(() -> node(3).published("n1", "after").equals("this"), "still published");
      assertEquals("nobody has come back", 1, raw.size());
    }
  }

  @Test
  public void item287_framesThatMakeAllLeave() {
    try (RawMember raw = joined(GroupProtocol.TREE)) {
      awaitSynced(raw);
      for (String what : SOME) {
        assertAllLeave(raw, what, HostileFrames.leaving(raw).get(what));
      }
      putEventually(node(1), "after", "x");
      awaitEqual();
    }
  }

  @Test
  public void item287_framesThatMakeNobodyLeave() {
    try (RawMember raw = joined(GroupProtocol.TREE);
        RawMember other = joined(GroupProtocol.STATUS)) {
      awaitSynced(raw);
      putEventually(node(1), "existing", "x");
      HostileFrames.staying(raw).values().forEach(raw::send);
      raw.send(HostileFrames.crashing(raw, "existing"));
      HostileFrames.dropped(other).values().forEach(other::send);
      putEventually(node(2), "after", "x");
      node(1).publish("after", "these");
      Polling.until(() -> node(3).published("n1", "after").equals("these"), "what comes later");
      awaitEqual();
      assertTrue(node(3).state().tree().find(ConfigPath.of("hostile/below")).isPresent());
      assertEquals(Optional.of("x"), node(3).text("existing"));
      assertEquals(List.of(), raw.departed());
      assertEquals(List.of(), other.departed());
    }
  }

  /** Defect D7 of the C server: there, everybody waits for ever. */
  @Test
  public void aMemberThatSaysNothingHoldsNobodyUpForEver() {
    awaitAllOnline();
    putEventually(node(1), "before", "x");
    nodes.forEach(RealNode::close);
    nodes.forEach(node -> node.setChangeTimeout(Duration.ofMillis(1_500)).start());
    awaitAllOnline();
    putEventually(node(1), "before", "y");
    var late = ConfigPath.of("late");
    RawMember silent = RawMember.joinSilently(vertx, cluster.node(3), GroupProtocol.TREE);
    try (silent) {
      Polling.until(() -> node(1).status().tree().mode() == Mode.START_SYNC, "the sync");
      Outcome outcome = node(1).make(new MakeDirectory(late));
      assertEquals(Errno.ETIMEDOUT, ((Refused) outcome).reason().errno());
      String reason = ((Refused) outcome).reason().getMessage();
      assertTrue(reason, reason.contains("may or may not be done"));
      assertEquals("read as before", Optional.of("y"), node(1).text("before"));
      assertEquals("it says for whom", 1, node(1).status().tree().missing().size());
    }
    Polling.until(() -> node(2).state().tree().find(late).isPresent(), "it is made all the same");
    assertTrue(node(1).put("after", "x") instanceof Applied);
    awaitEqual();
  }

  /**
   * What a process has said is known by its node and its id, and that of itself is ignored. So
   * there must not be two of the same: corosync lets none in that has the id of another one on its
   * node.
   */
  @Test
  public void twoProcessesOfOneNodeHaveTwoIds() {
    awaitAllOnline();
    int own = (int) ProcessHandle.current().pid();
    for (GroupProtocol protocol : GroupProtocol.values()) {
      var failure =
          assertThrows(
              CorosyncException.class,
              () -> Waiting.value(RawMember.joinAs(own, vertx, cluster.node(1), protocol)));
      assertEquals(CorosyncError.EXIST, failure.error());
    }
    putEventually(node(1), "file", "x");
    awaitEqual();
  }
}
