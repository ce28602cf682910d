package dev.qbipc.corosync.real;

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
import dev.qbipc.corosync.cpg.CpgChange;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgReason;
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
  }

  @Test
  public void item302_aCorosyncThatDoesNotStartIsGivenUp() {
    var failure = failure(group(Duration.ofMillis(100)).join());
    assertEquals(CorosyncError.LIBRARY, failure.error());
    assertEquals(Errno.ENOENT, failure.errno());
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
    }
  }
}
