package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.Reconnecting;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.quorum.Quorum;
import dev.qbipc.corosync.quorum.QuorumState;
import dev.qbipc.corosync.quorum.QuorumType;
import dev.qbipc.corosync.votequorum.Votequorum;
import dev.qbipc.corosync.votequorum.VotequorumState;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Those who track the quorum, or votes, while corosync starts, stops, is killed and comes back. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class TrackingLifeTest {

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<CorosyncException> ends = new LinkedBlockingQueue<>();
  private final BlockingQueue<QuorumState> states = new LinkedBlockingQueue<>();
  private RealCorosync node;

  @Before
  public void makeNode() {
    node = RealCorosync.create(folder.getRoot().toPath());
  }

  @After
  public void end() {
    Waiting.value(vertx.close());
    node.close();
  }

  private Corosync corosync(Duration connectTimeout) {
    return Corosync.create(vertx, node.options().setConnectTimeout(connectTimeout));
  }

  @Test
  public void item310_whenCorosyncIsKilledOrStoppedTheTrackingEnds() {
    List<Runnable> deaths = List.of(node::kill, node::stop);
    for (Runnable death : deaths) {
      node.start();
      Quorum quorum =
          Waiting.value(corosync(Duration.ofMinutes(3)).quorum())
              .handler(states::add)
              .closeHandler(ends::add);
      Waiting.value(quorum.track());
      assertTrue(Waiting.take(states, "a state").quorate());
      Waiting.until(() -> OwnRings.directories() == 1, "one connection");
      death.run();
      var end = Waiting.take(ends, "the end");
      assertEquals(CorosyncError.LIBRARY, end.error());
      assertEquals(Errno.ENOTCONN, end.errno());
      assertFalse(quorum.isOpen());
      var failure = assertThrows(CorosyncException.class, () -> Waiting.value(quorum.current()));
      assertEquals(Errno.ENOTCONN, failure.errno());
      Waiting.until(() -> OwnRings.directories() == 0, "the end of the connection's files");
    }
    assertTrue(ends.isEmpty());
  }

  @Test
  public void item311_afterARestartTheQuorumIsTrackedAnew() {
    BlockingQueue<CorosyncException> lost = new LinkedBlockingQueue<>();
    var kept =
        Reconnecting.keep(vertx, corosync(Duration.ofMillis(100))::quorum)
            .handler(quorum -> quorum.handler(states::add).track())
            .lostHandler(lost::add)
            .start();
    assertEquals(Errno.ENOENT, Waiting.take(lost, "that there is none").errno());
    long before = 0;
    for (int round = 0; round < 3; round++) {
      node.startOnly();
      QuorumState state = Waiting.take(states, "the first state");
      while (!state.quorate()) {
        state = Waiting.take(states, "the quorum");
      }
      assertEquals(List.of(1), state.nodeIds());
      // Corosync goes on counting rings where it has ended.
      assertTrue(state.ring().sequence() > before);
      before = state.ring().sequence();
      node.kill();
      assertEquals(Errno.ENOTCONN, Waiting.take(lost, "the loss").errno());
      states.clear();
    }
    Waiting.value(kept.close());
  }

  @Test
  public void item310_whenCorosyncIsKilledTheTrackingOfVotesEnds() {
    node.start();
    BlockingQueue<VotequorumState> votes = new LinkedBlockingQueue<>();
    Votequorum votequorum =
        Waiting.value(corosync(Duration.ofMinutes(3)).votequorum())
            .handler(votes::add)
            .closeHandler(ends::add);
    Waiting.value(votequorum.track());
    assertTrue(Waiting.take(votes, "a state").quorate());
    // The one that has asked for the provider is closed.
    Waiting.until(() -> OwnRings.directories() == 1, "one connection");
    node.kill();
    assertEquals(Errno.ENOTCONN, Waiting.take(ends, "the end").errno());
    assertFalse(votequorum.isOpen());
    Waiting.until(() -> OwnRings.directories() == 0, "the end of the connection's files");
    assertTrue(ends.isEmpty());
  }

  @Test
  public void item311_afterARestartVotesAreTrackedAnew() {
    BlockingQueue<VotequorumState> votes = new LinkedBlockingQueue<>();
    BlockingQueue<CorosyncException> lost = new LinkedBlockingQueue<>();
    var kept =
        Reconnecting.keep(vertx, corosync(Duration.ofMinutes(3))::votequorum)
            .handler(votequorum -> votequorum.handler(votes::add).track(311))
            .lostHandler(lost::add)
            .start();
    for (int round = 0; round < 3; round++) {
      node.startOnly();
      VotequorumState state = Waiting.take(votes, "the first state");
      while (!state.quorate()) {
        state = Waiting.take(votes, "the quorum");
      }
      assertEquals(311, state.context());
      node.kill();
      assertEquals(Errno.ENOTCONN, Waiting.take(lost, "the loss").errno());
      votes.clear();
    }
    Waiting.value(kept.close());
  }

  @Test
  public void item341_aNodeWithoutVotequorumSaysSo() throws IOException {
    withoutProvider();
    node.startOnly();
    var refusal =
        assertThrows(
            CorosyncException.class,
            () -> Waiting.value(corosync(Duration.ofMinutes(3)).votequorum()));
    assertEquals(CorosyncError.NOT_SUPPORTED, refusal.error());
    assertTrue(refusal.getMessage(), refusal.getMessage().contains("is not configured"));
    Waiting.until(() -> OwnRings.directories() == 0, "the end of the connection's files");
  }

  /** Each node may act then, and always could. */
  @Test
  public void item336_aNodeWithoutAProviderIsQuorateForEver() throws IOException {
    withoutProvider();
    node.startOnly();
    Quorum quorum = Waiting.value(corosync(Duration.ofMinutes(3)).quorum()).handler(states::add);
    assertEquals(QuorumType.FREE, quorum.type());
    assertTrue(Waiting.value(quorum.quorate()));
    QuorumState state = Waiting.value(quorum.current());
    assertTrue(state.quorate());
    Waiting.value(quorum.track());
    assertTrue(Waiting.take(states, "a state").quorate());
  }

  private void withoutProvider() throws IOException {
    Path file = node.configuration();
    String configuration = Files.readString(file);
    Files.writeString(file, configuration.replace("  provider: corosync_votequorum\n", ""));
  }
}
