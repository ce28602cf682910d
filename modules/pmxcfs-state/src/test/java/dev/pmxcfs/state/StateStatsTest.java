package dev.pmxcfs.state;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.locks.HeldLock;
import dev.pmxcfs.state.nodes.Member;
import dev.pmxcfs.state.replica.WriteStatus;
import dev.qbipc.linux.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What a state tells of itself: how much it holds, and whether its source is still there. */
public class StateStatsTest {

  @Rule public final OpenedState opened = new OpenedState();
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private StateStats stats() {
    return opened.state().stats();
  }

  private SourceStatus source() {
    return opened.state().source();
  }

  @Test
  public void anEmptyStateHoldsTheLogsFirstMessage() {
    StateStats stats = stats();
    assertEquals(new StateStats(1, 0, 0, 0, 0, List.of(), stats.statusEntries(), 1, true), stats);
    assertEquals(1, stats.statusEntries().size());
    assertTrue(stats.toString(), stats.statusEntries().containsValue(0));
  }

  @Test
  public void theQuorumIsTold() {
    opened.state().status().setQuorate(false);
    assertFalse(stats().isQuorate());
    opened.state().status().setQuorate(true);
    assertTrue(stats().isQuorate());
  }

  @Test
  public void everythingIsCounted() throws Exception {
    opened.makeDirectories("nodes/a/qemu-server");
    opened.makeDirectories("priv/lock");
    opened.put("nodes/a/qemu-server/100.conf", "name: a\n");
    opened.put("user.cfg", "x");
    opened.makeDirectory("priv/lock/one");
    opened.makeDirectory("priv/lock/two");
    opened.delete("priv/lock/two");
    opened.state().publish(ByteString.of("kv"), new byte[] {1});
    opened.state().publish(ByteString.of("rrd/pve2-node/a"), new byte[] {'1', 0});
    ByteString text = ByteString.of("text");
    opened.state().log().add(6, text, text, 1, text);
    StateStats stats = stats();
    assertEquals(opened.version(), stats.version());
    assertEquals(2, stats.files());
    assertEquals("name: a\nx".length(), stats.bytes());
    assertEquals(1, stats.guests());
    assertEquals(1, stats.locks());
    assertEquals(Map.of(nodeName(), 1), stats.statusEntries());
    assertEquals(2, stats.logEntries());
  }

  private HeldLock held(String name, long age, boolean isExpired) {
    return new HeldLock(name, age, isExpired, 0, Optional.of(nodeName()));
  }

  @Test
  public void locksAreListedWithAgeAndHolderTheOldestFirst() throws Exception {
    opened.makeDirectories("priv/lock");
    opened.makeDirectory("priv/lock/renewed");
    opened.makeDirectory("priv/lock/forgotten");
    opened.put("priv/lock/file", "no lock");
    opened.clock().advance(100);
    opened.setMtime("priv/lock/renewed", (int) opened.clock().instant().getEpochSecond() + 1);
    assertEquals(
        List.of(held("forgotten", 100, false), held("renewed", 0, false)), stats().oldestLocks());
    opened.clock().advance(21);
    assertEquals(
        List.of(held("forgotten", 121, true), held("renewed", 20, false)), stats().oldestLocks());
  }

  @Test
  public void aLockIsYoungAfterAStartWhateverItsTimeIs() throws Exception {
    opened.makeDirectories("priv/lock");
    opened.makeDirectory("priv/lock/l");
    opened.clock().advance(500);
    opened.reopen();
    assertEquals(List.of(held("l", 500, false)), stats().oldestLocks());
  }

  @Test
  public void aLockOfANodeThatIsNotInTheClusterHasItsNumberAlone() throws Exception {
    opened.makeDirectories("priv/lock");
    opened.makeDirectory("priv/lock/l");
    opened.reopenAfter("update tree set writer = 7 where name = 'l'");
    HeldLock lock = stats().oldestLocks().get(0);
    assertEquals(7, lock.nodeId());
    assertEquals(Optional.empty(), lock.node());
    Member seven = new Member(7, ByteString.of("seven"));
    opened.state().status().setNodes(ByteString.of("c"), 1, List.of(seven));
    assertEquals(Optional.of("seven"), stats().oldestLocks().get(0).node());
  }

  @Test
  public void ofManyLocksTheOldestAreListed() throws Exception {
    opened.makeDirectories("priv/lock");
    for (int i = 0; i < 300; i++) {
      opened.makeDirectory("priv/lock/" + i);
    }
    assertEquals(300, stats().locks());
    assertEquals(256, stats().oldestLocks().size());
  }

  private String nodeName() {
    return stats().statusEntries().keySet().iterator().next();
  }

  @Test
  public void aRestartCountsTheSame() throws Exception {
    opened.makeDirectories("nodes/a/qemu-server");
    opened.put("nodes/a/qemu-server/100.conf", "name: a\n");
    StateStats before = stats();
    opened.reopen();
    assertEquals(before, stats());
  }

  @Test
  public void aDatabaseThatIsThereHasNoFault() {
    SourceStatus source = source();
    assertEquals(opened.database().options().getDatabase(), source.path());
    assertEquals(Optional.empty(), source.fault());
    assertEquals(Optional.of(new WriteStatus(0, 0, Optional.empty())), source.writes());
  }

  @Test
  public void eachTransactionIsCounted() throws Exception {
    opened.makeDirectory("d");
    opened.put("d/f", "x");
    long before = source().writes().orElseThrow().transactions();
    opened.overwrite("d/f", "y");
    opened.assertRefused(Errno.EEXIST, () -> opened.makeDirectory("d"));
    opened.delete("d/f");
    assertEquals(before + 2, source().writes().orElseThrow().transactions());
  }

  @Test
  public void aDatabaseThatWasRemovedOrReplacedIsAFault() throws Exception {
    Path file = Path.of(source().path());
    Path copy = Files.copy(file, file.resolveSibling("copy"));
    Files.delete(file);
    assertThat(source().fault().orElseThrow(), containsString(file + " has vanished"));
    Files.move(copy, file);
    assertThat(source().fault().orElseThrow(), containsString(file + " is another one now"));
  }

  @Test
  public void aDirectoryThatIsAwayIsAFaultUntilItIsBack() throws Exception {
    Path directory = folder.newFolder("config").toPath();
    Path elsewhere = directory.resolveSibling("elsewhere");
    try (ClusterState state = open(directory)) {
      assertEquals(Optional.empty(), state.source().fault());
      assertEquals("it is served for reading alone", Optional.empty(), state.source().writes());
      Files.move(directory, elsewhere);
      assertThat(state.source().fault().orElseThrow(), containsString(directory + " has vanished"));
      Files.move(elsewhere, directory);
      assertEquals(Optional.empty(), state.source().fault());
    }
  }

  @Test
  public void aLinkThatLeadsToAnotherDirectoryIsFollowed() throws Exception {
    Path link = folder.getRoot().toPath().resolve("current");
    Files.createSymbolicLink(link, folder.newFolder("first").toPath());
    Path next = folder.getRoot().toPath().resolve("next");
    Path second = folder.newFolder("second").toPath();
    Files.writeString(second.resolve("user.cfg"), "second");
    Files.createSymbolicLink(next, second);
    try (ClusterState state = open(link)) {
      assertEquals(Optional.empty(), state.source().fault());
      Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
      assertEquals(Optional.empty(), state.source().fault());
      assertEquals("second", new String(state.config(ByteString.of("user.cfg")).orElseThrow()));
    }
  }

  private static ClusterState open(Path directory) throws IOException {
    return ClusterState.open(new StateOptions().setConfigDirectory(directory.toString()));
  }
}
