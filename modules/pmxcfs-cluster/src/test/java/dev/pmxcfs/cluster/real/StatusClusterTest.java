package dev.pmxcfs.cluster.real;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.api.Publication;
import dev.pmxcfs.cluster.corosync.CpgProcessGroup;
import dev.pmxcfs.cluster.corosync.GroupLoop;
import dev.pmxcfs.cluster.group.GroupClock;
import dev.pmxcfs.cluster.group.GroupOptions;
import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.cluster.members.ClusterMembers;
import dev.pmxcfs.cluster.status.AnnouncementStatus;
import dev.pmxcfs.cluster.status.StatusGroup;
import dev.pmxcfs.state.answer.ClusterInfoAnswer;
import dev.pmxcfs.state.log.ClusterLog;
import dev.pmxcfs.state.log.LogEntry;
import dev.pmxcfs.state.nodes.Measurements;
import dev.pmxcfs.state.nodes.NodeStatus;
import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.real.RealCluster;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/**
 * What two nodes know of each other over a real corosync: keys, addresses, who is there, and a log
 * (cluster, section 4).
 */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class StatusClusterTest {

  private static final ByteString KEY = ByteString.of("kv/a");

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final List<Node> nodes = new ArrayList<>();
  private RealCluster cluster;

  /** The status of a node of this program. */
  private final class Node implements AutoCloseable {

    private final ByteString name;
    private final NodeStatus status;
    private final ClusterLog log;
    private final ClusterMembers members;
    private final StatusGroup group;

    Node(int id) {
      name = ByteString.of("n" + id);
      status = new NodeStatus(name, new Measurements(Clock.systemUTC()));
      log = new ClusterLog(name, Clock.systemUTC());
      var corosync = Corosync.create(vertx, cluster.node(id).options().setStartAwaited(false));
      members = new ClusterMembers(vertx, corosync, status);
      var loop = GroupLoop.start((VertxInternal) vertx, "test-group");
      group =
          new StatusGroup(
              status,
              log,
              Optional.of(ByteString.of("10.77.0." + id)),
              loop.thread(),
              new CpgProcessGroup(
                  corosync,
                  loop.context(),
                  GroupProtocol.STATUS.groupName(),
                  1000 + id,
                  loop.thread()),
              GroupClock.of(Clock.systemUTC()),
              new GroupOptions());
      nodes.add(this);
    }

    Node start() {
      members.start().onSuccess(listed -> group.start());
      return this;
    }

    void publish(String value) {
      assertEquals(Publication.ACCEPTED, status.publish(KEY, value.getBytes(UTF_8)));
    }

    void say(String message) {
      log.add(6, name, name, 1, ByteString.of(message));
    }

    String value(Node of) {
      return status.get(of.name, KEY).map(data -> new String(data, UTF_8)).orElse("");
    }

    String info() {
      return new String(ClusterInfoAnswer.of(name, status.current()), UTF_8);
    }

    boolean isOnline(int id) {
      return info().contains("\"id\": " + id + ", \"online\": 1");
    }

    String messages() {
      return log.newest(ByteString.of(""), 1000).stream()
          .map(LogEntry::message)
          .map(ByteString::toString)
          .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
      group.close();
      Waiting.value(members.close());
    }
  }

  @Before
  public void makeCluster() {
    cluster = RealCluster.create(folder.getRoot().toPath(), 2);
  }

  @After
  public void end() {
    nodes.forEach(Node::close);
    Waiting.value(vertx.close());
    cluster.close();
  }

  private static void awaitMessages(Node node, String... messages) {
    Waiting.until(
        () -> List.of(messages).stream().allMatch(node.messages()::contains),
        String.join(" and ", messages) + " on " + node.name);
  }

  // items 249, 251, 252 and 255
  @Test
  public void nodeThatJoinsKnowsWhatTheFirstOneHasPublishedAndTheOtherWayRound() {
    cluster.start();
    Node one = new Node(1).start();
    one.publish("x");
    one.say("before");
    Waiting.until(() -> one.isOnline(1), "the first node alone");
    Node two = new Node(2).start();
    Waiting.until(() -> two.value(one).equals("x"), "the key of the first node");
    awaitMessages(two, "before");
    two.publish("y");
    two.say("after");
    Waiting.until(() -> one.value(two).equals("y"), "the key of the second node");
    awaitMessages(one, "after", "before");
    for (Node node : nodes) {
      String both =
          "  \"n1\": { \"id\": 1, \"online\": 1, \"ip\": \"10.77.0.1\"},\n"
              + "  \"n2\": { \"id\": 2, \"online\": 1, \"ip\": \"10.77.0.2\"}\n";
      Waiting.until(() -> node.info().contains(both), "both nodes with their addresses");
    }
    two.group.close();
    Waiting.until(() -> !one.isOnline(2), "the end of the second node");
    assertEquals("item 250", "y", one.value(two));
    assertTrue(one.info(), one.info().contains("\"id\": 2, \"online\": 0, \"ip\": \"10.77.0.2\"}"));
  }

  @Test
  public void items261And262_withoutCorosyncANodeIsItsOwnAndTheOthersAreToldLater() {
    cluster.start();
    Node one = new Node(1).start();
    Node two = new Node(2).start();
    Waiting.until(() -> one.isOnline(2) && two.isOnline(1), "both nodes");
    cluster.node(2).kill();
    Waiting.until(() -> !one.isOnline(2), "the end of the second node's corosync");
    Waiting.until(() -> !two.status.current().members().isQuorate(), "no quorum");
    assertTrue("what it knows is kept", two.isOnline(1));
    two.publish("without corosync");
    two.say("without corosync");
    one.publish("without the other");
    cluster.node(2).startOnly();
    Waiting.until(() -> one.value(two).equals("without corosync"), "the key of the second node");
    Waiting.until(() -> two.value(one).equals("without the other"), "the key of the first node");
    awaitMessages(one, "without corosync");
    Waiting.until(() -> one.isOnline(2), "the second node again");
  }

  /** Cluster, defect D4: nothing of what others say is lost, however late corosync is. */
  @Test
  public void item263_nodesThatAreThereBeforeCorosyncKnowAllWhenItIs() {
    Node one = new Node(1).start();
    Node two = new Node(2).start();
    one.publish("early");
    one.say("early");
    assertEquals("early", one.value(one));
    cluster.start();
    Waiting.until(() -> two.value(one).equals("early"), "the key of the first node");
    awaitMessages(two, "early");
    Waiting.until(() -> one.isOnline(2) && two.isOnline(1), "both nodes");
    Waiting.until(() -> one.info().contains("\"ip\": \"10.77.0.2\""), "an address");
  }

  /** Of cluster, item 278, what does not take a C node. */
  @Test
  public void halvesOfACutClusterGoOnAndAreOneAgain() {
    cluster.start();
    Node one = new Node(1).start();
    Node two = new Node(2).start();
    Waiting.until(() -> one.isOnline(2) && two.isOnline(1), "both nodes");
    cluster.pull(2);
    Waiting.until(() -> !one.isOnline(2) && !two.isOnline(1), "each by itself");
    one.publish("one");
    one.say("said by one");
    two.publish("two");
    two.say("said by two");
    cluster.plug(2);
    Waiting.until(() -> one.isOnline(2) && two.isOnline(1), "both nodes again");
    Waiting.until(() -> one.value(two).equals("two"), "the key of the second node");
    Waiting.until(() -> two.value(one).equals("one"), "the key of the first node");
    awaitMessages(one, "said by one", "said by two");
    awaitMessages(two, "said by one", "said by two");
  }

  /** Defect D2: nobody who publishes waits, and all arrives. */
  @Test
  public void aFloodOfKeysArrives() {
    cluster.start();
    Node one = new Node(1).start();
    Node two = new Node(2).start();
    Waiting.until(() -> one.isOnline(2) && two.isOnline(1), "both nodes");
    byte[] large = new byte[32_768];
    for (int i = 0; i < 400; i++) {
      one.status.publish(ByteString.of("k" + i % 300), large);
    }
    one.publish("last");
    Waiting.until(() -> two.value(one).equals("last"), "the last key");
    Waiting.until(
        () -> two.status.current().of(one.name).size() == 301, "all keys, whatever was left out");
    Waiting.until(() -> one.group.waiting().equals(new AnnouncementStatus(0, 0)), "nothing waits");
  }
}
