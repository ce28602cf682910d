package dev.qbipc.hostile;

import static org.junit.Assert.assertEquals;

import dev.qbipc.conformance.Eventually;
import dev.qbipc.conformance.ServerProcess;
import dev.qbipc.conformance.ServiceOptions;
import dev.qbipc.conformance.Surroundings;
import dev.qbipc.libqb.CProgram;
import dev.qbipc.libqb.ChildProcess;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.ConnectionLimits;
import dev.qbipc.server.ProtectionStats;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.SharedMemory;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.After;
import org.junit.Test;

/** Conformance list H: shared memory that one user takes, and others need. */
@Needs({Requirement.ROOT, Requirement.NAMESPACES})
public class SharedMemoryGreedTest {

  private static final int ROOT = 0;
  private static final int GREEDY = 65533;
  private static final int OTHER = 65532;
  private static final int THIRD = 65531;
  private static final int WWW_DATA = 33;

  private static final int KIBIBYTES = 4096;
  private static final int SMALLEST = 12328;
  private static final long TOTAL = KIBIBYTES * 1024L;
  private static final int PERCENT = 50;
  private static final int RESERVE_PERCENT = 10;
  private static final String REFUSED = "failed " + Errno.ENOSPC;

  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  @After
  public void endWhatWasStarted() throws Exception {
    while (!started.isEmpty()) {
      started.pop().close();
    }
  }

  private ServerProcess start(int kibibytes, QbServerOptions options) {
    var service =
        new ServiceOptions()
            .service("qb-memory-greed-" + ProcessHandle.current().pid())
            .server(options);
    var server = ServerProcess.startOurs(Surroundings.withSharedMemoryOf(kibibytes), service);
    started.push(server);
    return server;
  }

  private ServerProcess start() {
    return start(
        KIBIBYTES,
        new QbServerOptions()
            .setConnectionLimits(
                new ConnectionLimits()
                    .setMaxSharedMemoryPercentPerUid(PERCENT)
                    .setSharedMemoryReservePercent(RESERVE_PERCENT)));
  }

  private ChildProcess hold(ServerProcess server, int uid, int count, int size) {
    String id = String.valueOf(uid);
    var arguments = List.of("hold", server.service(), id, id, "" + count, "" + size);
    var holder = CProgram.startWithin(Surroundings.sameAs(server), CProgram.PEER, arguments);
    started.push(holder);
    return holder;
  }

  private ChildProcess assertGetsIn(ServerProcess server, int uid, int count) {
    var holder = hold(server, uid, count, SMALLEST);
    assertEquals("held " + count, holder.awaitLine("held", "failed"));
    return holder;
  }

  private void assertRefused(ServerProcess server, int uid) {
    assertEquals(REFUSED, hold(server, uid, 1, SMALLEST).awaitLine("held", "failed"));
  }

  private static int connectionsIn(long bytes) {
    return (int) (bytes / SharedMemory.bytesOf(SMALLEST));
  }

  private static long refused(ServerProcess server) {
    return server.stats().protection().refusedBySharedMemory();
  }

  @Test
  public void oneUserCannotTakeItAll() {
    var server = start();
    int share = connectionsIn(TOTAL * PERCENT / 100);
    var greedy = assertGetsIn(server, GREEDY, share);
    assertRefused(server, GREEDY);
    assertRefused(server, GREEDY);
    assertEquals(2, refused(server));
    assertGetsIn(server, OTHER, 1);
    greedy.close();
    Eventually.assertBecomes("active", 1, () -> server.stats().activeConnections());
    Eventually.assertBecomes(
        "gets in again",
        "held 1",
        () -> hold(server, GREEDY, 1, SMALLEST).awaitLine("held", "failed"));
  }

  @Test
  public void largeMessagesCountAsTheyAre() {
    var server = start();
    int large = 500_000;
    int share = (int) (TOTAL * PERCENT / 100 / SharedMemory.bytesOf(large));
    assertEquals("held " + share, hold(server, GREEDY, share, large).awaitLine("held", "failed"));
    assertEquals(REFUSED, hold(server, GREEDY, 1, large).awaitLine("held", "failed"));
    // What is left of the share is enough for a small one.
    assertGetsIn(server, GREEDY, 1);
  }

  /** Two users together could; the last part is for root. */
  @Test
  public void rootGetsInWhenOthersHaveTakenWhatTheyCan() {
    var server = start();
    int share = connectionsIn(TOTAL * PERCENT / 100);
    int rest = connectionsIn(TOTAL - TOTAL * RESERVE_PERCENT / 100) - share;
    assertGetsIn(server, GREEDY, share);
    assertGetsIn(server, OTHER, rest);
    assertRefused(server, OTHER);
    assertRefused(server, THIRD);
    assertEquals(2, refused(server));
    int reserve = connectionsIn(TOTAL) - share - rest;
    assertGetsIn(server, ROOT, reserve);
    assertEquals(2, refused(server));
    assertEquals(REFUSED, hold(server, ROOT, 1, SMALLEST).awaitLine("held", "failed"));
    assertEquals(1, server.stats().protection().refusedByFailure());
  }

  @Test
  public void rootIsNotLimited() {
    var server = start();
    assertGetsIn(server, ROOT, connectionsIn(TOTAL));
    assertEquals(ProtectionStats.NONE, server.stats().protection());
  }

  /** The workers of Proxmox's web server, and a thousand more, with what a small machine has. */
  @Test
  public void honestClusterDoesNotNotice() {
    var server = start(1024 * 1024, new QbServerOptions());
    var workers = hold(server, WWW_DATA, 64, 1 << 20);
    assertEquals("held 64", workers.awaitLine("held", "failed"));
    assertGetsIn(server, WWW_DATA, 1000);
    assertGetsIn(server, ROOT, 100);
    assertEquals(ProtectionStats.NONE, server.stats().protection());
  }
}
