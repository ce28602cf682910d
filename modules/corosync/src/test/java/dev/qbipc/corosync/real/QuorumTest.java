package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.CorosyncOptions;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.impl.transport.LocalCorosync;
import dev.qbipc.corosync.impl.transport.Outage;
import dev.qbipc.corosync.impl.transport.ServiceConnection;
import dev.qbipc.corosync.impl.transport.Tracking;
import dev.qbipc.corosync.quorum.Quorum;
import dev.qbipc.corosync.quorum.QuorumNodes;
import dev.qbipc.corosync.quorum.QuorumState;
import dev.qbipc.corosync.quorum.QuorumType;
import dev.qbipc.corosync.quorum.impl.wire.Model0Event;
import dev.qbipc.corosync.quorum.impl.wire.TrackStart;
import dev.qbipc.corosync.quorum.impl.wire.TypeGet;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** The quorum of one node. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class QuorumTest {

  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static RealCorosync node;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<QuorumState> states = new LinkedBlockingQueue<>();
  private final BlockingQueue<QuorumNodes> nodes = new LinkedBlockingQueue<>();
  private Quorum quorum;

  @BeforeClass
  public static void startCorosync() {
    node = RealCorosync.create(FOLDER.getRoot().toPath()).start();
  }

  @AfterClass
  public static void endCorosync() {
    if (node != null) {
      node.close();
    }
  }

  @Before
  public void connect() {
    quorum =
        Waiting.value(Corosync.create(vertx, node.options()).quorum())
            .handler(states::add)
            .nodesHandler(nodes::add);
  }

  @After
  public void closeVertx() {
    Waiting.value(vertx.close());
  }

  private QuorumState nextState() {
    return Waiting.take(states, "a state");
  }

  @Test
  public void item336_theTypeAndTheQuorumAreWhatQuorumtoolSays() {
    assertEquals(QuorumType.SET, quorum.type());
    assertTrue(Waiting.value(quorum.quorate()));
    QuorumState state = Waiting.value(quorum.current());
    var tool = QuorumTool.ask(node);
    assertEquals(tool.toString(), "Yes", tool.value("Quorate"));
    assertTrue(state.quorate());
    assertEquals(tool.value("Ring ID"), state.ring().toString());
    assertEquals(tool.members(), state.nodeIds());
    assertTrue(states.isEmpty());
  }

  @Test
  public void item336_trackingBeginsWithTheNodesAndTheState() {
    Waiting.value(quorum.track());
    QuorumState state = nextState();
    QuorumNodes ring = Waiting.take(nodes, "the nodes");
    assertEquals(new QuorumNodes(state.ring(), List.of(1), List.of(), List.of()), ring);
    assertTrue(state.quorate());
    assertEquals(List.of(1), state.nodeIds());
    Waiting.value(quorum.stopTracking());
  }

  @Test
  public void item336_trackingTwiceIsRefusedAndTellsTheStateOnceMore() {
    Waiting.value(quorum.track());
    QuorumState first = nextState();
    var refusal = assertThrows(CorosyncException.class, () -> Waiting.value(quorum.track()));
    assertEquals(CorosyncError.EXIST, refusal.error());
    assertEquals(first, nextState());
    assertEquals(first, Waiting.value(quorum.current()));
    assertEquals(first, nextState());
  }

  @Test
  public void item336_changesAloneBeginWithNothing() {
    Waiting.value(quorum.trackChanges());
    // Behind it on the same connection, so that an event of it would have come before.
    QuorumState asked = Waiting.value(quorum.current());
    assertEquals(asked, nextState());
    assertTrue(states.isEmpty());
    Waiting.value(quorum.stopTracking());
    Waiting.value(quorum.stopTracking());
    assertEquals(asked, Waiting.value(quorum.current()));
    assertTrue(states.isEmpty());
  }

  /** What corosync sends to those who do not know model 1. */
  @Test
  public void item336_model0OnAConnectionBesideThoseOfModel1() {
    var corosync = new LocalCorosync(vertx, new CorosyncOptions(node.options()), new Outage());
    ServiceConnection connection = Waiting.value(ServiceConnection.open(corosync, "quorum", 1));
    connection.eventHandler(
        event -> {
          assertEquals(Model0Event.ID, event.id());
          states.add(Model0Event.read(event));
        });
    assertEquals(
        QuorumType.SET,
        Waiting.value(connection.request(TypeGet.request(), "type", TypeGet::type)));
    Waiting.value(connection.request(TrackStart.of(Tracking.CHANGES), "tracking", answer -> null));
    assertEquals(Waiting.value(quorum.current()), nextState());
  }

  @Test
  public void item308_aHandlerMayAskAndClose() {
    BlockingQueue<CorosyncException> ends = new LinkedBlockingQueue<>();
    BlockingQueue<Boolean> quorate = new LinkedBlockingQueue<>();
    quorum
        .closeHandler(ends::add)
        .handler(
            state -> quorum.quorate().onSuccess(quorate::add).onComplete(told -> quorum.close()));
    Waiting.value(quorum.track());
    assertTrue(Waiting.take(quorate, "an answer"));
    assertEquals(Errno.ENOTCONN, Waiting.take(ends, "the end").errno());
  }

  @Test
  public void item300_nothingIsLeftOfAConnectionThatWasClosed() {
    Waiting.until(() -> OwnRings.directories() == 1, "one connection");
    Waiting.value(quorum.close());
    Waiting.until(() -> OwnRings.directories() == 0, "the end of the connection's files");
  }
}
