package dev.pmxcfs.cluster.tree;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.cluster.group.LeaveException;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.MemberState;
import dev.pmxcfs.cluster.group.StoppedException;
import dev.pmxcfs.cluster.group.Synchronization;
import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.replica.TreeUpdate;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.WatchedFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;

/** Which node has the newest tree, and how the others get it (cluster, sections 3.3 to 3.5). */
public class TreeSyncTest {

  private static final int TIME = TreeNode.TIME;

  private final TreeNode one = new TreeNode(1);
  private final TreeNode two = new TreeNode(2);
  private final TreeNode three = new TreeNode(3);

  /** What each has found out. */
  private final Map<TreeNode, Synchronization> results = new HashMap<>();

  /** All tell each other of what they have, and find out. */
  private void process(TreeNode... nodes) throws Exception {
    List<MemberState> states = new ArrayList<>();
    for (TreeNode node : nodes) {
      states.add(new MemberState(node.self, node.member.state()));
    }
    for (TreeNode node : nodes) {
      results.put(node, node.member.process(states, node.self));
    }
  }

  private Member leader(TreeNode... nodes) throws Exception {
    process(nodes);
    Member leader = results.get(nodes[0]).leader().orElseThrow();
    for (TreeNode node : nodes) {
      assertEquals(leader, results.get(node).leader().orElseThrow());
      node.member.discard();
    }
    return leader;
  }

  private List<byte[]> updates(TreeNode leader) {
    List<byte[]> updates = new ArrayList<>();
    results.get(leader).updates().orElseThrow().forEachRemaining(updates::add);
    return updates;
  }

  /** All that the leader sends reaches a node, but for the end. */
  private void update(TreeNode leader, TreeNode node) throws Exception {
    for (byte[] update : updates(leader)) {
      node.member.update(leader.self, update);
    }
  }

  @Test
  public void item220_theHighestVersionLeadsThenTheNewestTimeThenTheLowestNode() throws Exception {
    assertEquals("all equal", one.self, leader(one, two, three));
    two.with("a.cfg", "a", TIME);
    assertEquals("by version", two.self, leader(one, two, three));
    three.with("b.cfg", "b", TIME + 1);
    assertEquals("by time", three.self, leader(one, two, three));
    one.with("c.cfg", "c", TIME + 1);
    assertEquals("by node", one.self, leader(one, two, three));
    two.with("d.cfg", "d", TIME - 1000);
    assertEquals("by version, whatever the time", two.self, leader(one, two, three));
  }

  @Test
  public void item221_theLeaderSendsWhatOthersLackOnceForAll() throws Exception {
    one.with("a.cfg", "a", TIME).with("b.cfg", "b", TIME);
    two.with("a.cfg", "a", TIME);
    process(one, two, three);
    // those of two have another writer
    assertEquals("the root and two files", 3, updates(one).size());
    assertEquals(Set.of(one.self), results.get(one).synced());
    assertFalse(results.get(two).updates().isPresent());
  }

  @Test
  public void item221_nothingIsSentWhereAllHaveTheSame() throws Exception {
    process(one, two);
    assertEquals(0, updates(one).size());
  }

  @Test
  public void item222_whoHasTheSameIsSyncedAndCountsNothing() throws Exception {
    Configuration before = two.replica.configuration();
    process(one, two);
    assertEquals(Set.of(one.self, two.self), results.get(two).synced());
    assertSame(before, two.replica.configuration());
    assertEquals(0, two.store.commits().size());
  }

  @Test
  public void item223_anUpdateRemovesReplacesAndAddsInOneTransaction() throws Exception {
    one.with("a.cfg", "new", TIME).with("b.cfg", "b", TIME).with("c.cfg", "c", TIME);
    two.with("a.cfg", "old", TIME).with("extra.cfg", "x", TIME);
    int commits = two.store.commits().size();
    process(one, two);
    update(one, two);
    assertEquals("as before until the end", List.of("a.cfg=old", "extra.cfg=x"), two.entries());
    assertEquals(commits, two.store.commits().size());
    two.member.commit(one.self);
    assertEquals(one.entries(), two.entries());
    assertEquals(one.replica.index(), two.replica.index());
    assertEquals(one.replica.digest(), two.replica.digest());
    assertEquals(commits + 1, two.store.commits().size());
    assertTrue(two.store.holds(two.tree()));
    assertEquals(List.of("all"), two.applied);
  }

  @Test
  public void item236_withoutItsEndAnUpdateIsNothing() throws Exception {
    one.with("a.cfg", "a", TIME);
    process(one, two);
    update(one, two);
    two.member.discard();
    assertEquals(List.of(), two.entries());
    assertEquals(0, two.store.commits().size());
  }

  @Test
  public void item245_anUpdateCountsEachWatchedFileAndTheGuestsOnce() throws Exception {
    int guests = two.replica.configuration().guests().version();
    WatchedFiles before = two.replica.configuration().watched();
    one.deliver(one.self, new MakeDirectory(ConfigPath.of("nodes")));
    one.deliver(one.self, new MakeDirectory(ConfigPath.of("nodes/n")));
    one.deliver(one.self, new MakeDirectory(ConfigPath.of("nodes/n/qemu-server")));
    one.with("nodes/n/qemu-server/100.conf", "cores: 1", TIME);
    one.with("nodes/n/qemu-server/101.conf", "cores: 1", TIME);
    process(one, two);
    update(one, two);
    two.member.commit(one.self);
    WatchedFiles after = two.replica.configuration().watched();
    for (int i = 0; i < before.count(); i++) {
      assertEquals(before.path(i).toString(), before.counter(i) + 1, after.counter(i));
    }
    assertEquals(guests + 1, two.replica.configuration().guests().version());
  }

  /** C nodes would take it in, and refuse all changes from then on (defect D8). */
  @Test
  public void anUpdateOfWhoDoesNotLeadIsIgnored() throws Exception {
    one.with("a.cfg", "a", TIME);
    process(one, two, three);
    update(one, two);
    byte[] other = TreeUpdate.encode(new TreeNode(9).with("evil.cfg", "x", TIME).entry("evil.cfg"));
    two.member.update(three.self, other);
    two.member.commit(one.self);
    assertEquals(List.of("a.cfg=a"), two.entries());
  }

  @Test
  public void anUpdateThatIsNotTheLeadersTreeIsLeftOutAsAWhole() throws Exception {
    one.with("a.cfg", "a", TIME).with("b.cfg", "b", TIME);
    two.with("mine.cfg", "x", TIME);
    process(one, two);
    two.member.update(one.self, updates(one).get(0));
    assertThrows(LeaveException.class, () -> two.member.commit(one.self));
    assertEquals(List.of("mine.cfg=x"), two.entries());
    two.member.discard();
    process(one, two);
    update(one, two);
    two.member.commit(one.self);
    assertEquals("there is no latch", one.entries(), two.entries());
  }

  @Test
  public void theDatabasesFailureEndsTheMembershipForGood() throws Exception {
    one.with("a.cfg", "a", TIME);
    process(one, two);
    update(one, two);
    two.store.failWith(new DatabaseException(two.store.file(), "the disk is on fire"));
    assertThrows(StoppedException.class, () -> two.member.commit(one.self));
    assertEquals(List.of(), two.entries());
  }

  @Test
  public void whatIsNoIndexOrNoEntryIsMalformed() throws Exception {
    byte[] own = one.member.state();
    for (byte[] bad : List.of(new byte[0], new byte[31], Arrays.copyOf(own, own.length - 1))) {
      var states = List.of(new MemberState(one.self, own), new MemberState(two.self, bad));
      assertThrows(MalformedFrameException.class, () -> one.member.process(states, one.self));
    }
    two.with("a.cfg", "a", TIME);
    process(one, two);
    assertThrows(MalformedFrameException.class, () -> one.member.update(two.self, new byte[40]));
  }

  @Test
  public void whatTheLeaderSendsIsOfTheMomentWhateverChangesMeanwhile() throws Exception {
    one.with("a.cfg", "a", TIME);
    process(one, two);
    var updates = results.get(one).updates().orElseThrow();
    one.deliver(one.self, new MakeDirectory(ConfigPath.of("d")));
    while (updates.hasNext()) {
      two.member.update(one.self, updates.next());
    }
    two.member.commit(one.self);
    assertEquals(List.of("a.cfg=a"), two.entries());
    assertEquals(List.of("a.cfg=a", "d/"), one.entries());
  }
}
