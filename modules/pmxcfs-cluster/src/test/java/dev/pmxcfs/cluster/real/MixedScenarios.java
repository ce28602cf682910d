package dev.pmxcfs.cluster.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.change.RemoveLock;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Polling;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

/** What nodes go through that have another pmxcfs among them (cluster, items 270 to 288). */
public class MixedScenarios extends MixedCluster {

  @Test
  public void item270_oursFirstThenTheOther() {
    startOwn();
    putEventually(own.get(0), "ours", "x");
    foreign.start();
    awaitAllOnline();
    awaitEqual();
    assertEquals(Optional.of("x"), foreign.text("ours"));
    putEventually("theirs", "y");
    awaitEqual();
    assertEquals(Optional.of("y"), own.get(1).text("theirs"));
  }

  @Test
  public void item270_theOtherFirstThenOurs() {
    foreign.start();
    own.get(0).start();
    putEventually("theirs", "y");
    own.get(1).start();
    awaitAllOnline();
    awaitEqual();
    assertEquals(Optional.of("y"), own.get(1).text("theirs"));
  }

  @Test
  public void item271_oursLagsAndIsUpdated() {
    startAll();
    putEventually("removed", "x");
    awaitEqual();
    own.get(1).close();
    putEventually("added", "y");
    Polling.until(() -> foreign.does("rm removed", ""), "removed");
    own.get(1).start();
    awaitAllOnline();
    awaitEqual();
  }

  @Test
  public void item272_oursIsNewerAndLeads() {
    startAll();
    awaitEqual();
    own.get(1).close();
    own.get(1).startAlone();
    for (int i = 0; i < 20; i++) {
      own.get(1).put("alone", "written " + i);
    }
    own.get(1).closeAlone();
    own.get(1).start();
    awaitAllOnline();
    awaitEqual();
    assertEquals(Optional.of("written 19"), foreign.text("alone"));
  }

  @Test
  public void item273_ofEqualVersionsTheNewerLeads() throws Exception {
    startAll();
    putEventually("shared", "x");
    awaitEqual();
    own.get(1).close();
    foreign.close();
    own.get(0).close();
    StoredRows.change(foreign.database(), "shared", "theirs", 1_900_000_000);
    StoredRows.change(own.get(0).database(), "shared", "of 0", 1_900_000_001);
    StoredRows.change(own.get(1).database(), "shared", "of 1", 1_900_000_000);
    startAll();
    awaitEqual();
    assertEquals(Optional.of("of 0"), foreign.text("shared"));

    own.get(0).close();
    foreign.close();
    StoredRows.change(foreign.database(), "shared", "theirs", 1_900_000_009);
    foreign.start();
    own.get(0).start();
    awaitAllOnline();
    awaitEqual();
    assertEquals(Optional.of("theirs"), own.get(1).text("shared"));
  }

  /** As in recording 20-03. */
  @Test
  public void item273_ofEqualVersionsAndTimesTheLowestNodeLeads() throws Exception {
    startAll();
    putEventually("shared", "x");
    awaitEqual();
    own.forEach(RealNode::close);
    foreign.close();
    StoredRows.change(foreign.database(), "shared", "theirs", 1_900_000_000);
    StoredRows.change(own.get(0).database(), "shared", "of 0", 1_900_000_000);
    StoredRows.change(own.get(1).database(), "shared", "of 1", 1_900_000_000);
    startAll();
    awaitEqual();
    // who came first may have led before; with the lowest it is theirs or ours that all have now
    Optional<String> led = foreign.text("shared");
    assertEquals(Optional.of(FOREIGN == 1 ? "theirs" : "of 0"), led);
  }

  @Test
  public void item274_theOtherLagsAndIsUpdated() {
    startAll();
    awaitEqual();
    foreign.close();
    putEventually(own.get(0), "meanwhile", "x");
    foreign.start();
    awaitAllOnline();
    awaitEqual();
    assertEquals(Optional.of("x"), foreign.text("meanwhile"));
  }

  @Test
  public void item275_eachDirectoryIsMadeByOneAlone() {
    startAll();
    putEventually("same", "");
    var made = new AtomicInteger();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (RealNode node : own) {
      all.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 40; i++) {
                  var change = new MakeDirectory(ConfigPath.of("d" + i));
                  made.addAndGet(node.make(change) instanceof Applied ? 1 : 0);
                  node.put("same", node + " " + i);
                }
              }));
    }
    String script =
        "for i in $(seq 0 39); do mkdir d$i 2>/dev/null && echo made; echo C $i > same; done";
    made.addAndGet((int) foreign.shell(script, "").lines().filter("made"::equals).count());
    all.forEach(CompletableFuture::join);
    assertEquals(40, made.get());
    awaitEqual();
  }

  @Test
  public void item276_aCounterUnderALock() {
    startAll();
    putEventually("counter", "0");
    assertTrue(foreign.does("mkdir -p priv/lock", ""));
    awaitEqual();
    var lock = ConfigPath.of("priv/lock/counter");
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (RealNode node : own) {
      all.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 15; i++) {
                  Polling.until(
                      () -> node.make(new MakeDirectory(lock)) instanceof Applied, "the lock");
                  int count = Integer.parseInt(node.text("counter").orElseThrow().strip());
                  node.put("counter", Integer.toString(count + 1));
                  node.make(new DeleteEntry(lock));
                }
              }));
    }
    foreign.shell(
        "for i in $(seq 15); do until mkdir priv/lock/counter 2>/dev/null; do :; done;"
            + " echo $(($(cat counter) + 1)) > counter; rmdir priv/lock/counter; done",
        "");
    all.forEach(CompletableFuture::join);
    awaitEqual();
    assertEquals("45", own.get(0).text("counter").orElseThrow().strip());
  }

  @Test
  public void item277_theOtherIsKilled() {
    startAll();
    putEventually("before", "x");
    awaitEqual();
    foreign.kill();
    putEventually(own.get(0), "meanwhile", "y");
    foreign.start();
    awaitAllOnline();
    awaitEqual();
  }

  @Test
  public void item278_theOtherIsCutOff() {
    startAll();
    awaitEqual();
    cluster.pull(FOREIGN);
    putEventually(own.get(0), "majority", "x");
    cluster.plug(FOREIGN);
    awaitAllOnline();
    awaitEqual();
    assertEquals(Optional.of("x"), foreign.text("majority"));
  }

  @Test
  public void item278_oursIsCutOff() {
    startAll();
    awaitEqual();
    int cut = FOREIGN == 3 ? 2 : 3;
    RealNode node = own.get(1);
    cluster.pull(cut);
    Polling.until(() -> !node.isQuorate(), "the minority knows");
    putEventually("majority", "x");
    cluster.plug(cut);
    awaitAllOnline();
    awaitEqual();
    assertEquals(Optional.of("x"), node.text("majority"));
  }

  /** Nobody is told that it is written, and nobody has it. */
  @Test
  public void item279_whatIsUnderWayWhenANodeIsCutOffIsRefused() {
    startAll();
    putEventually(own.get(0), "before", "x");
    awaitEqual();
    cluster.pull(FOREIGN);
    assertFalse("the other's", foreign.does("echo x > theirs", ""));
    cluster.plug(FOREIGN);
    awaitAllOnline();
    awaitEqual();

    int cut = FOREIGN == 3 ? 2 : 3;
    RealNode node = own.get(1);
    cluster.pull(cut);
    Outcome ours = node.put("ours", "x");
    assertTrue(ours.toString(), isRefused(ours));
    cluster.plug(cut);
    awaitAllOnline();
    awaitEqual();
    for (String file : List.of("theirs", "ours")) {
      assertEquals(file, Optional.empty(), own.get(0).text(file).filter(text -> !text.isEmpty()));
    }
  }

  private static boolean isRefused(Outcome outcome) {
    return outcome instanceof Refused refused
        && Set.of(Errno.EPERM, Errno.EBUSY, Errno.EACCES).contains(refused.reason().errno());
  }

  @Test
  public void item280_corosyncOfTheOtherDies() {
    startAll();
    cluster.node(FOREIGN).kill();
    putEventually(own.get(0), "meanwhile", "x");
    cluster.node(FOREIGN).startOnly();
    awaitAllOnline();
    awaitEqual();
  }

  /** The times of changes are those of who asks; nobody minds. */
  @Test
  public void item281_clocksAreAheadAndBehind() {
    own.get(0).setClockAhead(Duration.ofSeconds(-1_000));
    own.get(1).setClockAhead(Duration.ofSeconds(1_000));
    startAll();
    putEventually("theirs", "x");
    for (RealNode node : own) {
      putEventually(node, "by-" + node, "x");
    }
    awaitEqual();
    own.get(1).log("ahead");
    own.get(0).log("far behind");
    Polling.until(() -> own.get(1).hasLogged("far behind", "ahead"), "as it came, until a sync");
    foreign.close();
    putEventually(own.get(0), "behind", "x");
    foreign.start();
    awaitAllOnline();
    awaitEqual();
    own.get(1).close();
    putEventually("meanwhile", "x");
    own.get(1).start();
    awaitAllOnline();
    awaitEqual();
    assertEquals(Optional.of("x"), own.get(1).text("meanwhile"));
    String log = foreign.shell("cat .clusterlog", ""); // the newest first, after a sync by time
    assertTrue(log, log.contains("far behind"));
    assertTrue(log, log.indexOf("\"ahead\"") < log.indexOf("\"far behind\""));
  }

  /** The lowest node's clock decides alone. */
  @Test
  public void item281_aLockExpiresByTheClockOfTheLowestNode() {
    startAll();
    Polling.until(() -> foreign.does("mkdir -p priv/lock/held", ""), "a lock of the other");
    awaitEqual();
    var held = ConfigPath.of("priv/lock/held");
    own.get(1).setClockAhead(Duration.ofSeconds(1_000));
    own.get(1).make(new RemoveLock(held));
    awaitEqual();
    assertTrue("not yet", foreign.does("test -d priv/lock/held", ""));
    if (FOREIGN != 1) {
      own.get(0).setClockAhead(Duration.ofSeconds(1_000));
      foreign.shell("touch -d @0 priv/lock/held", "");
      Polling.until(() -> foreign.does("test ! -e priv/lock/held", ""), "it has expired");
      awaitEqual();
    }
  }

  @Test
  public void item282_manyFiles() {
    foreign.start();
    own.get(0).start();
    putEventually("first", "x");
    assertTrue(foreign.does("mkdir many && for i in $(seq 2000); do echo $i > many/f$i; done", ""));
    own.get(1).start();
    awaitAllOnline();
    awaitEqual();
  }

  @Test
  public void item283_aFileOfAMebibyte() {
    startAll();
    foreign.close();
    putEventually(own.get(0), "large", "x".repeat(1 << 20));
    foreign.start();
    awaitAllOnline();
    awaitEqual();
    assertEquals(1 << 20, foreign.text("large").orElseThrow().length());
  }

  /** Ours asks for changes while it is updated, and others do. */
  @Test
  public void item284_changesOfOursAndOthersWhileOursIsUpdated() throws Exception {
    startAll();
    awaitEqual();
    RealNode late = own.get(1);
    late.close();
    assertTrue(foreign.does("mkdir many && for i in $(seq 1000); do echo $i > many/f$i; done", ""));
    late.start();
    changeFromAll();
    awaitAllOnline();
    awaitEqual();
  }

  /**
   * The other one asks for changes while it is updated. The C server makes its own after those of
   * synced nodes then, which make them in their order (defect D1): it has another tree until the
   * next sync. Ours have the same.
   */
  @Test
  public void item284_changesOfOursAndOthersWhileTheOtherIsUpdated() throws Exception {
    startAll();
    awaitEqual();
    foreign.close();
    putEventually(own.get(0), "many", "");
    for (int i = 0; i < 1_000; i++) {
      own.get(i % 2).put("f" + i, "x" + i);
    }
    foreign.start();
    changeFromAll();
    awaitAllOnline();
    Polling.until(() -> own.get(0).digest().equals(own.get(1).digest()), "ours are equal");
    own.get(1).close();
    own.get(1).start();
    awaitAllOnline();
    awaitEqual();
  }

  private void changeFromAll() {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (RealNode node : own) {
      all.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 100; i++) {
                  node.make(new MakeDirectory(ConfigPath.of("made-by-" + node + "-" + i)));
                  node.put("same", node + " " + i);
                }
              }));
    }
    foreign.shell("for i in $(seq 100); do mkdir made-there-$i; echo C $i > same; done", "");
    all.forEach(CompletableFuture::join);
  }

  @Test
  public void item288_corosyncConfReachesTheHosts() {
    startAll();
    awaitEqual();
    String newer =
        own.get(0)
            .text("corosync.conf")
            .orElseThrow()
            .replace("config_version: 1", "config_version: 2");
    putEventually(own.get(0), "corosync.conf", newer);
    awaitEqual();
    for (RealNode node : own) {
      Polling.until(() -> node.hostConf().contains("config_version: 2"), "the host of " + node);
    }
    Path theirs = cluster.node(FOREIGN).directory().resolve("etc/corosync/corosync.conf");
    Polling.until(
        () -> RealNode.read(theirs).contains("config_version: 2"), "the host of the other pmxcfs");
  }
}
