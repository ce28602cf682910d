package dev.pmxcfs.rrd;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.LoggedLines;
import dev.qbipc.testing.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;

/** Measurements arrive in RRD files, however rrdcached comes and goes, and delay no client. */
public class RrdWriterTest {

  private static final long START = RrdNode.START;
  private static final String FILE = "pve-storage-9.0/n/s";

  @Rule public final LoggedLines log = new LoggedLines();
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

  @Test
  public void whatWaitsIsWrittenBeforeTheEnd() throws Exception {
    node.start(RrdPrograms.find("rrdtool"), Patience.LIMIT);
    for (int i = 0; i < RrdNode.QUEUE_LIMIT; i++) {
      node.set("pve-storage-9.0/n/" + i, START, i);
    }
    node.stop();
    for (int i = 0; i < RrdNode.QUEUE_LIMIT; i++) {
      node.awaitLast("pve-storage-9.0/n/" + i, START);
    }
    assertEquals(List.of(), log.with("lost"));
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
    // that on its way and that which waited
    assertEquals(
        1, log.with("2 RRD updates are lost: they were not written before the end").size());
    node.daemon().goOn();
  }

  @Test
  public void whatIsTakenBeforeTheStartIsWrittenThen() throws Exception {
    RrdOptions options =
        new RrdOptions()
            .setSocket(node.socket().toString())
            .setDirectory(node.files().toString())
            .setProgram(RrdPrograms.find("rrdtool"));
    RrdWriter writer = new RrdWriter(options, node.clock());
    assertEquals(Optional.empty(), take(writer, FILE, START + ":1:1"));
    assertEquals(1, writer.stats().queued());
    RrdNode.await(node.vertx().deployVerticle(writer));
    node.awaitLast(FILE, START);
    assertEquals(new RrdStats(0, 0), writer.stats());
  }

  @Test
  public void whatHasNoFileIsRefusedWithTheReason() {
    RrdWriter writer = new RrdWriter(new RrdOptions(), node.clock());
    assertEquals(Optional.of("no such key"), take(writer, "foo", "1"));
    assertEquals(
        Optional.of("the data are not a time stamp and numbers"), take(writer, FILE, "x:1"));
    assertEquals(0, writer.stats().queued());
  }

  @Test
  public void whatIsThrownAwayIsCounted() throws Exception {
    node.start(RrdNode.NO_PROGRAM);
    node.set(FILE, START, 1);
    Deadline.await("it is dropped", () -> node.stats().dropped() == 1);
    node.set(FILE, START + 1, 1);
    node.set(FILE, START + 2, 1);
    Deadline.await("they are dropped", () -> node.stats().dropped() == 3);
    assertEquals(0, node.stats().queued());
    node.stop();
    assertEquals(List.of(), log.with("lost"));
  }

  @Test
  public void newFilesBeginAtLocalMidnight() {
    Instant start = Instant.ofEpochSecond(RrdFiles.startOfNewFiles(node.clock()));
    ZonedDateTime local = start.atZone(ZoneId.systemDefault());
    assertEquals(local.toLocalDate().atStartOfDay(local.getZone()), local);
    assertEquals(node.clock().instant().atZone(local.getZone()).toLocalDate(), local.toLocalDate());
  }

  private static Optional<String> take(RrdWriter writer, String key, String data) {
    return writer.take(ByteString.of(key), ByteString.of(data));
  }
}
