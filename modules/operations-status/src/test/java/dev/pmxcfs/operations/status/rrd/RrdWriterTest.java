package dev.pmxcfs.operations.status.rrd;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;

/** Measurements arrive in RRD files, however rrdcached comes and goes, and delay nobody. */
public class RrdWriterTest {

  private static final long START = RrdNode.START;
  private static final String FILE = "pve-storage-9.0/n/s";

  @Rule public RrdNode node = new RrdNode();

  @Test
  public void updatesWaitForRrdcachedToComeBack() throws Exception {
    node.startDaemon();
    node.start(RrdNode.NO_PROGRAM);
    node.set(FILE, START, 1);
    node.awaitLast(FILE, START);
    node.stopDaemon();
    node.set(FILE, START + 60, 2);
    node.set(FILE, START + 120, 3);
    node.startDaemon();
    node.awaitLast(FILE, START + 120);
    List<String> averages =
        RrdPrograms.rrdtool(
            "fetch",
            node.files().resolve(FILE).toString(),
            "AVERAGE",
            "-s",
            Long.toString(START),
            "-e",
            Long.toString(START + 60));
    assertTrue(
        averages.toString(),
        averages.stream().anyMatch(line -> line.contains(" 2.0000000000e+00 ")));
  }

  @Test
  public void rrdtoolStandsInUntilRrdcachedIsBack() throws Exception {
    node.startDaemon();
    node.start(RrdPrograms.find("rrdtool"));
    node.set(FILE, START, 1);
    node.awaitLast(FILE, START);
    node.stopDaemon();
    node.set(FILE, START + 60, 2);
    node.awaitLast(FILE, START + 60);
    node.startDaemon();
    long[] time = {START + 60};
    Deadline.await(
        "rrdcached has values",
        () -> {
          node.set(FILE, ++time[0], 3);
          return node.daemon().pendingValues(node.files().resolve(FILE)) > 0;
        });
    node.awaitLast(FILE, time[0]);
  }

  @Test
  public void rrdtoolIsStartedAgainWhenItEnds() throws Exception {
    node.start(RrdPrograms.find("rrdtool"));
    node.set(FILE, START, 1);
    node.awaitLast(FILE, START);
    ProcessHandle rrdtool =
        ProcessHandle.current()
            .children()
            .filter(child -> child.info().command().orElse("").endsWith("/rrdtool"))
            .findFirst()
            .orElseThrow();
    rrdtool.destroy();
    Deadline.await("rrdtool has ended", () -> !rrdtool.isAlive());
    node.set(FILE, START + 60, 2);
    node.awaitLast(FILE, START + 60);
  }

  @Test
  public void hungRrdcachedDelaysNobody() throws Exception {
    node.startDaemon();
    node.start(RrdNode.NO_PROGRAM);
    node.set(FILE, START, 1);
    node.awaitLast(FILE, START);
    node.daemon().hang();
    int sets = 10 * RrdNode.QUEUE_LIMIT;
    for (int i = 1; i <= sets; i++) {
      node.set(FILE, START + i, i);
    }
    assertTrue(node.dump().contains(FILE + ":" + (START + sets) + ":" + sets + ":1\n"));
    node.daemon().goOn();
    node.awaitLast(FILE, START + sets);
  }

  @Test
  public void withoutBothMeasurementsAreInMemoryUntilRrdcachedIsThere() throws Exception {
    node.start(RrdNode.NO_PROGRAM);
    for (int i = 1; i <= 2 * RrdNode.QUEUE_LIMIT; i++) {
      node.set(FILE, START + i, i);
    }
    assertTrue(node.dump().startsWith(FILE + ":"));
    node.startDaemon();
    long[] time = {START + 1000};
    Deadline.await(
        "an update arrives",
        () -> {
          node.set(FILE, ++time[0], 1);
          return Files.exists(node.files().resolve(FILE));
        });
  }

  @Test
  public void refusedUpdateHindersNoOther() throws Exception {
    node.startDaemon();
    node.start(RrdNode.NO_PROGRAM);
    node.set(FILE, START, 1);
    node.set(FILE, START - 60, 1); // earlier than the last
    node.set(FILE, START + 60 + ":1:2:3"); // too many
    node.set("pve-storage-9.0/n/other", START, 1);
    node.awaitLast("pve-storage-9.0/n/other", START);
    node.awaitLast(FILE, START);
  }

  @Test
  public void directoryThatCannotBeCreatedHindersNoOther() throws Exception {
    Files.createSymbolicLink(node.files().resolve("pve-node-9.0"), Path.of("/nonexistent"));
    node.startDaemon();
    node.start(RrdNode.NO_PROGRAM);
    node.set("pve-node-9.0/n", "1:2:" + START + ":1");
    node.set(FILE, START, 1);
    node.awaitLast(FILE, START);
  }

  /** The operation starts on a reader's thread, its writer on an event loop. */
  @Test
  public void serverDeploysTheWriterWithTheOperation() throws Exception {
    node.startDaemon();
    node.startInAServer(RrdNode.NO_PROGRAM);
    node.set(FILE, START, 1);
    node.awaitLast(FILE, START);
  }

  /**
   * As when operations are swapped, and when a swap is taken back. Which of two writers gets an
   * update is the queue's affair, and held by its own test.
   */
  @Test
  public void updatesAreWrittenBesideAnotherWriterAndAfterIt() throws Exception {
    node.startDaemon();
    node.start(RrdNode.NO_PROGRAM);
    String another = node.deployAnother();
    node.set(FILE, START, 1);
    node.awaitLast(FILE, START);
    RrdNode.await(node.vertx().undeploy(another));
    node.set(FILE, START + 60, 1);
    node.awaitLast(FILE, START + 60);
  }

  @Test
  public void lastWriterWritesWhatWaitsBeforeItEnds() throws Exception {
    node.start(RrdPrograms.find("rrdtool"));
    for (int i = 0; i < RrdNode.QUEUE_LIMIT; i++) {
      node.set("pve-storage-9.0/n/" + i, START, i);
    }
    node.stop();
    for (int i = 0; i < RrdNode.QUEUE_LIMIT; i++) {
      node.awaitLast("pve-storage-9.0/n/" + i, START);
    }
    assertEquals(0, node.unwritten());
  }

  @Test
  public void writersThatEndTogetherLeaveNothing() throws Exception {
    node.start(RrdPrograms.find("rrdtool"));
    String second = node.deployAnother();
    String third = node.deployAnother();
    for (int i = 0; i < RrdNode.QUEUE_LIMIT; i++) {
      node.set(FILE, START + i, i);
    }
    RrdNode.await(
        Future.all(node.vertx().undeploy(third), node.vertx().undeploy(second), node.undeploy()));
    node.awaitLast(FILE, START + RrdNode.QUEUE_LIMIT - 1);
    assertEquals(0, node.unwritten());
  }

  @Test
  public void rrdcachedThatHangsAtTheEndIsNotWaitedForForEver() throws Exception {
    node.startDaemon();
    node.start(RrdNode.NO_PROGRAM);
    node.set(FILE, START, 1);
    node.awaitLast(FILE, START);
    node.daemon().hang();
    node.set(FILE, START + 1, 1);
    node.set(FILE, START + 2, 1);
    node.stop();
    assertEquals("that on its way and that which waited", 2, node.unwritten());
    node.daemon().goOn();
  }

  /** A swap that meets an update on its way to a file. */
  @Test
  public void writerThatIsReplacedFinishesItsUpdate() throws Exception {
    node.startDaemon();
    node.start(RrdNode.NO_PROGRAM);
    node.set(FILE, START, 1);
    node.awaitLast(FILE, START);
    node.daemon().hang();
    node.set(FILE, START + 1, 1);
    node.set(FILE, START + 2, 1);
    String another = node.deployAnother();
    Future<Void> undeployed = node.undeploy();
    node.daemon().goOn();
    RrdNode.await(undeployed);
    node.awaitLast(FILE, START + 2);
    assertEquals(0, node.unwritten());
    RrdNode.await(node.vertx().undeploy(another));
  }
}
