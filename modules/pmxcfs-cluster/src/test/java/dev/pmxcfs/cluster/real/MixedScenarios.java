package dev.pmxcfs.cluster.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.qbipc.corosync.real.RealCluster;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Polling;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.TestWatcher;
import org.junit.runner.Description;
import org.junit.runner.RunWith;

/**
 * Two nodes of this program beside one that runs another pmxcfs, for {@code scripts/mixed}: there
 * is no C pmxcfs among Debian's packages, so this is run where one is at hand.
 */
@RunWith(VertxUnitRunner.class)
public class MixedScenarios {

  private static final String PROGRAM = System.getProperty("mixed.pmxcfs");

  /** The node with the other one: with 1 it is the lowest, which decides. */
  private static final int FOREIGN = Integer.getInteger("mixed.node", 3);

  @Rule
  public final Timeout timeout = new Timeout(7 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Rule
  public final TestWatcher said =
      new TestWatcher() {

        @Override
        protected void succeeded(Description description) {
          System.out.println("mixed: ok      " + description.getMethodName());
        }

        @Override
        protected void failed(Throwable reason, Description description) {
          System.out.println("mixed: FAILED  " + description.getMethodName() + ": " + reason);
        }
      };

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final List<RealNode> own = new ArrayList<>();
  private RealCluster cluster;
  private ForeignNode foreign;

  @Before
  public void makeCluster() {
    cluster = RealCluster.create(folder.getRoot().toPath(), 3, "knet").start();
    for (int id = 1; id <= 3; id++) {
      if (id == FOREIGN) {
        foreign = new ForeignNode(cluster.node(id), id, PROGRAM);
      } else {
        own.add(new RealNode(vertx, cluster.node(id), id));
      }
    }
  }

  @After
  public void end() {
    own.forEach(RealNode::close);
    foreign.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    cluster.close();
  }

  private void startOwn() {
    own.forEach(RealNode::start);
  }

  private void startAll() {
    foreign.start();
    startOwn();
    awaitAllOnline();
  }

  private void awaitAllOnline() {
    for (RealNode node : own) {
      Polling.until(
          () -> node.state().status().current().members().online().size() == 3 && node.isQuorate(),
          "all are online on " + node);
    }
    Polling.until(
        () -> foreign.shell("grep -c '\"online\": 1' .members", "").equals("3\n"),
        "all are online on the other pmxcfs");
  }

  /** The same on disk, with versions, writers and times. */
  private void awaitEqual() {
    Polling.until(
        () -> {
          List<String> rows = StoredRows.of(foreign.database());
          return own.stream().map(RealNode::database).map(StoredRows::of).allMatch(rows::equals);
        },
        "the databases are equal");
  }

  private static void putEventually(RealNode node, String file, String text) {
    Polling.until(() -> node.put(file, text) instanceof Applied, file + " is written by " + node);
  }

  private void putEventually(String file, String text) {
    Polling.until(() -> foreign.put(file, text), file + " is written by the other pmxcfs");
  }

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

  @Test
  public void item280_corosyncOfTheOtherDies() {
    startAll();
    cluster.node(FOREIGN).kill();
    putEventually(own.get(0), "meanwhile", "x");
    cluster.node(FOREIGN).startOnly();
    awaitAllOnline();
    awaitEqual();
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
