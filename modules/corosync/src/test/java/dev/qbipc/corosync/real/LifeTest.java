package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.Reconnecting;
import dev.qbipc.corosync.cpg.CpgChange;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgReason;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Corosync that starts, stops, is killed, comes back, and does not admit us. */
@Needs(Requirement.NETWORK)
public class LifeTest {

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

  private static CorosyncException failure(io.vertx.core.Future<?> future) {
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
      assertEquals(1, ownDirectories());
      death.run();
      var end = Waiting.take(ends, "the end");
      assertEquals(CorosyncError.LIBRARY, end.error());
      assertEquals(Errno.ENOTCONN, end.errno());
      assertFalse(group.isOpen());
      assertEquals(List.of(), group.members());
      Waiting.until(() -> ownDirectories() == 0, "the end of the connection's files");
    }
    assertTrue(ends.isEmpty());
  }

  /** Directories of rings of this process. */
  private static long ownDirectories() {
    String own = "qb-\\d+-" + ProcessHandle.current().pid() + "-.*";
    try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
      return files.filter(file -> file.getFileName().toString().matches(own)).count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
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
}
