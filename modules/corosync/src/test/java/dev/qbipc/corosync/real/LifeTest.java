package dev.qbipc.corosync.real;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.Reconnecting;
import dev.qbipc.corosync.cmap.Cmap;
import dev.qbipc.corosync.cmap.CmapChange;
import dev.qbipc.corosync.cmap.CmapValue;
import dev.qbipc.corosync.cpg.Cpg;
import dev.qbipc.corosync.cpg.CpgChange;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgReason;
import dev.qbipc.corosync.fake.OutageLog;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** Corosync that starts, stops, is killed, comes back, and does not admit us. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class LifeTest {

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Rule public final OutageLog log = new OutageLog();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<CorosyncException> ends = new LinkedBlockingQueue<>();
  private RealCorosync node;

  @Before
  public void makeNode() throws IOException {
    node = RealCorosync.create(folder.newFolder("node").toPath());
  }

  @After
  public void end() {
    Waiting.value(vertx.close());
    node.close();
  }

  private CpgGroup group(Duration connectTimeout) {
    return Corosync.create(vertx, node.options().setConnectTimeout(connectTimeout))
        .group("alpha")
        .closeHandler(ends::add);
  }

  private static CorosyncException failure(Future<?> future) {
    return assertThrows(CorosyncException.class, () -> Waiting.value(future));
  }

  @Test
  public void item302_corosyncIsWaitedForFromBeforeItStarts() {
    var joined = group(Duration.ofMinutes(3)).join();
    node.startOnly();
    assertTrue(Waiting.value(joined).isOpen());
    assertEquals(List.of(), log.outages());
  }

  @Test
  public void item302_aCorosyncThatDoesNotStartIsGivenUp() {
    var failure = failure(group(Duration.ofMillis(100)).join());
    assertEquals(CorosyncError.LIBRARY, failure.error());
    assertEquals(Errno.ENOENT, failure.errno());
    assertTold("gone (ENOENT)");
  }

  /** The lines of the log about corosync, with the errno that each has. */
  private void assertTold(String... lines) {
    assertEquals(
        List.of(lines),
        log.outageLines().stream()
            .map(
                line ->
                    line.contains(" is back ")
                        ? "back"
                        : "gone " + line.substring(line.lastIndexOf('(')))
            .toList());
  }

  @Test
  public void item310_whenCorosyncIsKilledOrStoppedTheMembershipEnds() throws IOException {
    CpgGroup group = group(Duration.ofMinutes(3));
    List<Runnable> deaths = List.of(node::kill, node::stop);
    for (Runnable death : deaths) {
      node.start();
      Waiting.value(group.join());
      Waiting.until(() -> OwnRings.directories() == 1, "its connection's files and no others");
      death.run();
      var end = Waiting.take(ends, "the end");
      assertEquals(CorosyncError.LIBRARY, end.error());
      assertEquals(Errno.ENOTCONN, end.errno());
      assertFalse(group.isOpen());
      assertEquals(List.of(), group.members());
      Waiting.until(() -> OwnRings.directories() == 0, "the end of the connection's files");
    }
    assertTrue(ends.isEmpty());
    assertTold("gone (ENOTCONN)", "back", "gone (ENOTCONN)");
  }

  @Test
  public void item310_aCallThatIsOutstandingFailsWhenCorosyncIsKilled() {
    node.start();
    Cpg cpg = Waiting.value(Corosync.create(vertx, node.options()).cpg()).closeHandler(ends::add);
    stop();
    List<Future<Integer>> asked = Stream.generate(cpg::localNodeId).limit(10).toList();
    node.kill();
    for (Future<Integer> each : asked) {
      assertEquals(Errno.ENOTCONN, failure(each).errno());
    }
    assertEquals(Errno.ENOTCONN, Waiting.take(ends, "the end").errno());
    assertTold("gone (ENOTCONN)");
  }

  /** As while it forms a ring, but for longer than a request may take. */
  @Test
  public void item303_aCorosyncThatHangsIsGivenUpAndFoundAgain() {
    node.start();
    var corosync =
        Corosync.create(
            vertx,
            node.options()
                .setRequestTimeout(Duration.ofSeconds(1))
                .setConnectTimeout(Duration.ofMinutes(3)));
    Cpg cpg = Waiting.value(corosync.cpg()).closeHandler(ends::add);
    stop();
    var failure = failure(cpg.localNodeId());
    assertEquals(CorosyncError.TIMEOUT, failure.error());
    assertEquals(Errno.ETIMEDOUT, failure.errno());
    assertEquals(Errno.ETIMEDOUT, Waiting.take(ends, "the end").errno());
    assertEquals(Errno.ENOTCONN, failure(cpg.localNodeId()).errno());
    Future<Cpg> again = corosync.cpg();
    node.mustRun("kill -CONT " + node.corosyncPid());
    assertTrue(Waiting.value(again).isOpen());
    assertTold("gone (ETIMEDOUT)", "back");
  }

  private void stop() {
    node.mustRun("kill -STOP " + node.corosyncPid());
  }

  @Test
  public void item311_afterARestartTheGroupIsJoinedAnew() {
    BlockingQueue<CpgChange> changes = new LinkedBlockingQueue<>();
    BlockingQueue<CorosyncException> lost = new LinkedBlockingQueue<>();
    CpgGroup group = group(Duration.ofMillis(100)).changeHandler(changes::add);
    var kept = Reconnecting.keep(vertx, group::join).lostHandler(lost::add).start();
    Waiting.take(lost, "that there is none");
    for (int round = 0; round < 2; round++) {
      node.start();
      CpgChange change = Waiting.take(changes, "the join");
      assertEquals(CpgReason.JOIN, change.joined().get(0).reason());
      assertEquals(List.of(group.self().orElseThrow()), change.members());
      node.kill();
      assertEquals(Errno.ENOTCONN, Waiting.take(lost, "the loss").errno());
    }
    Waiting.value(kept.close());
    assertTold("gone (ENOENT)", "back", "gone (ENOTCONN)", "back", "gone (ENOTCONN)");
  }

  @Test
  public void item311_afterARestartKeysAreTrackedAnew() {
    BlockingQueue<CmapChange> changes = new LinkedBlockingQueue<>();
    BlockingQueue<Cmap> tracking = new LinkedBlockingQueue<>();
    BlockingQueue<CorosyncException> lost = new LinkedBlockingQueue<>();
    var corosync = Corosync.create(vertx, node.options().setConnectTimeout(Duration.ofMillis(100)));
    var kept =
        Reconnecting.keep(vertx, corosync::cmap)
            .handler(
                cmap ->
                    cmap.trackPrefix("demo.", changes::add)
                        .onSuccess(tracked -> tracking.add(cmap)))
            .lostHandler(lost::add)
            .start();
    Waiting.take(lost, "that there is none");
    for (int round = 0; round < 2; round++) {
      node.start();
      Cmap cmap = Waiting.take(tracking, "a connection");
      Waiting.value(cmap.set("demo.round", CmapValue.u8(round)));
      CmapChange change = Waiting.take(changes, "a change");
      // Nothing is left of the round before.
      assertEquals(CmapChange.Kind.ADD, change.kind());
      assertEquals(round, change.newValue().orElseThrow().asLong());
      node.kill();
      assertEquals(Errno.ENOTCONN, Waiting.take(lost, "the loss").errno());
      assertEquals(Errno.ENOTCONN, failure(cmap.get("demo.round")).errno());
    }
    Waiting.value(kept.close());
    assertTrue(changes.isEmpty());
  }

  /** The namespace of corosync has to know that user, which one of root alone does not. */
  @Test
  @Needs({Requirement.ROOT, Requirement.NAMESPACES})
  public void item301_anOrdinaryUserIsNotAdmittedUntilTheMapSaysSo() throws IOException {
    Files.setPosixFilePermissions(
        folder.getRoot().toPath(), PosixFilePermissions.fromString("rwx--x--x"));
    node.start();
    Process client =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                UnprivilegedClient.class.getName(),
                node.socketDirectory().toString(),
                "65534")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var said = client.inputReader(UTF_8);
        var connect = client.outputWriter(UTF_8)) {
      assertEquals(UnprivilegedClient.CONNECTED, said.readLine());
      connect.write("\n");
      connect.flush();
      String refusal = said.readLine();
      assertTrue(refusal, refusal.contains("(uid 65534, gid 65534)"));
      assertTrue(refusal, refusal.contains("uidgid { uid: ... }"));
      assertTrue(refusal, refusal.endsWith("permission denied (EACCES)"));
      node.mustRun("corosync-cmapctl -s uidgid.uid.65534 u8 1");
      connect.write("\n");
      connect.flush();
      assertEquals(UnprivilegedClient.CONNECTED, said.readLine());
    } finally {
      client.destroy();
    }
  }

  /** Corosync of another user's namespace, to which root here is nobody. */
  @Test
  @Needs(Requirement.ROOT)
  public void item301_aCorosyncThatDoesNotAdmitUsIsNotTriedAgain() throws IOException {
    Path root = folder.getRoot().toPath();
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
    Path directory = Files.createDirectory(root.resolve("others"));
    List<String> asOther =
        List.of(
            "sh",
            "-c",
            "chown -R 65534:65534 \"$0\" &&"
                + " exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\"",
            directory.toString());
    try (var others =
        RealCorosync.create(directory, "udpu", List.of("127.0.0.1"), asOther).start()) {
      var refusing = others.options().setConnectTimeout(Duration.ofMinutes(3));
      var failure = failure(Corosync.create(vertx, refusing).group("alpha").join());
      assertEquals(CorosyncError.ACCESS, failure.error());
      assertEquals(Errno.EACCES, failure.errno());
      assertTrue(failure.getMessage(), failure.getMessage().contains("(uid 0, gid 0)"));
      assertTold("gone (EACCES)");
    }
  }
}
