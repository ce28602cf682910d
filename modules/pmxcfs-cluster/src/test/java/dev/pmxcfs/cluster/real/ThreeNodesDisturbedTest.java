package dev.pmxcfs.cluster.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.change.RemoveLock;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.qbipc.linux.Errno;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.Test;

/** Three nodes whose databases, clocks and networks are not as they should be. */
public class ThreeNodesDisturbedTest extends ThreeNodes {

  private void closeAll() {
    nodes.forEach(RealNode::close);
  }

  private void startAll() {
    nodes.forEach(RealNode::start);
    awaitAllOnline();
    awaitEqual();
  }

  /**
   * As in recording 20-03: of equal versions the newer time, and of equal times the lowest node.
   */
  @Test
  public void item273_ofEqualVersionsTheNewerLeadsAndThenTheLowest() throws Exception {
    awaitAllOnline();
    putEventually(node(1), "shared", "x");
    awaitEqual();
    closeAll();
    StoredRows.change(node(1).database(), "shared", "of 1", 1_900_000_000);
    StoredRows.change(node(2).database(), "shared", "of 2", 1_900_000_001);
    StoredRows.change(node(3).database(), "shared", "of 3", 1_900_000_000);
    startAll();
    assertEquals(Optional.of("of 2"), node(1).text("shared"));

    closeAll();
    StoredRows.change(node(1).database(), "shared", "of 1", 1_900_000_002);
    StoredRows.change(node(2).database(), "shared", "of 2", 1_900_000_002);
    StoredRows.change(node(3).database(), "shared", "of 3", 1_900_000_002);
    startAll();
    assertEquals(Optional.of("of 1"), node(3).text("shared"));
  }

  /**
   * Nobody is told that it is written, and nobody has it: at the most the file alone, since
   * corosync may keep what has been sent, and deliver it once the node is back.
   */
  @Test
  public void item279_whatIsUnderWayWhenANodeIsCutOffIsRefused() {
    awaitAllOnline();
    putEventually(node(1), "before", "x");
    awaitEqual();
    cluster.pull(3);
    Outcome outcome = node(3).put("underway", "x");
    assertTrue(outcome.toString(), isRefused(outcome));
    cluster.plug(3);
    awaitAllOnline();
    putEventually(node(3), "after", "y");
    awaitEqual();
    assertEquals("", node(1).text("underway").orElse(""));
  }

  private static boolean isRefused(Outcome outcome) {
    return outcome instanceof Refused refused
        && Set.of(Errno.EPERM, Errno.EBUSY, Errno.EACCES).contains(refused.reason().errno());
  }

  /** Syncs go by versions first, and locks by the clock of the lowest node alone. */
  @Test
  public void item281_clocksAreAheadAndBehind() {
    node(2).setClockAhead(Duration.ofSeconds(1_000));
    node(3).setClockAhead(Duration.ofSeconds(-1_000));
    awaitAllOnline();
    var lock = ConfigPath.of("priv/lock/held");
    node(1).make(new MakeDirectory(ConfigPath.of("priv")));
    node(1).make(new MakeDirectory(ConfigPath.of("priv/lock")));
    RealNode.await(() -> node(1).make(new MakeDirectory(lock)) instanceof Applied, "the lock");
    for (RealNode node : nodes) {
      putEventually(node, "by-" + node, "x");
    }
    awaitEqual();
    node(3).make(new RemoveLock(lock));
    node(2).make(new RemoveLock(lock));
    putEventually(node(2), "behind", "these");
    assertTrue("held", node(1).state().tree().find(lock).isPresent());
    node(1).setClockAhead(Duration.ofSeconds(1_000));
    node(3).make(new RemoveLock(lock));
    RealNode.await(() -> node(3).state().tree().find(lock).isEmpty(), "it has expired");
    node(2).log("ahead");
    for (RealNode node : nodes) { // lines of two nodes come in any order
      RealNode.await(() -> node.hasLogged("ahead"), "its line on " + node);
    }
    node(3).setClockAhead(Duration.ZERO); // behind its first line it would be dropped (item 253)
    node(3).log("now");
    RealNode.await(() -> node(1).hasLogged("now", "ahead"), "the last one first");
    node(3).close();
    putEventually(node(2), "meanwhile", "x");
    node(3).start();
    awaitAllOnline();
    awaitEqual();
    assertEquals(Optional.of("x"), node(3).text("meanwhile"));
    for (RealNode node : nodes) { // after a sync, by time
      RealNode.await(() -> node.hasLogged("ahead", "now"), "the log of " + node);
    }
  }

  @Test
  public void item284_changesOfAllWhileOneIsUpdated() {
    awaitAllOnline();
    putEventually(node(1), "before", "x");
    node(3).close();
    for (int i = 0; i < 300; i++) {
      node(1 + i % 2).put("f" + i, "x".repeat(2_000));
    }
    node(3).start();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (RealNode node : nodes) {
      all.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 100; i++) {
                  node.make(new MakeDirectory(ConfigPath.of("by-" + node + "-" + i)));
                  node.put("same", node + " " + i);
                }
              }));
    }
    all.forEach(CompletableFuture::join);
    awaitAllOnline();
    awaitEqual();
  }

  /** For an hour, and with another pmxcfs, it is done by {@code scripts/mixed}. */
  @Test
  public void item289_changesOfAllWhileOneAfterTheOtherIsRestarted() {
    awaitAllOnline();
    for (int round = 0; round < 3; round++) {
      RealNode restarted = node(1 + round);
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (RealNode node : nodes) {
        if (node != restarted) {
          all.add(CompletableFuture.runAsync(() -> change(node)));
        }
      }
      restarted.close();
      restarted.start();
      all.forEach(CompletableFuture::join);
      awaitAllOnline();
      awaitEqual();
      for (RealNode node : nodes) {
        assertEquals(node.toString(), Optional.empty(), node.status().tree().lastLeave());
        assertEquals(node.toString(), Optional.empty(), node.status().status().lastLeave());
      }
    }
  }

  private static void change(RealNode node) {
    for (int i = 0; i < 100; i++) {
      var directory = ConfigPath.of("d" + i % 10);
      node.make(i % 3 == 0 ? new DeleteEntry(directory) : new MakeDirectory(directory));
      node.put("f" + i % 10, node + " " + i);
      node.publish("key", node + " " + i);
    }
  }
}
