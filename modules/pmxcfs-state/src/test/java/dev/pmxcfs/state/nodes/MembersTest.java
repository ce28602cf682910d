package dev.pmxcfs.state.nodes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.api.Publication;
import dev.pmxcfs.state.answer.ClusterInfoAnswer;
import dev.pmxcfs.state.answer.FsVersionAnswer;
import dev.pmxcfs.state.tree.WatchedFiles;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;

/** Several nodes: who they are, and what each has published (cluster, sections 4.2, 4.3 and 5). */
public class MembersTest {

  private static final ByteString LOCAL = ByteString.of("node1");
  private static final ByteString OTHER = ByteString.of("node2");
  private static final ByteString CLUSTER = ByteString.of("pxc");
  private static final ByteString KEY = ByteString.of("kv/a");
  private static final ByteString ADDRESS = ByteString.of("nodeip");

  private final NodeStatus nodes = new NodeStatus(LOCAL, new Measurements(Clock.systemUTC()));

  private static Member member(int id, String name) {
    return new Member(id, ByteString.of(name));
  }

  private void setNodes(Member... members) {
    nodes.setNodes(CLUSTER, 3, Arrays.asList(members));
  }

  private String info() {
    return new String(ClusterInfoAnswer.of(LOCAL, nodes.current()), UTF_8);
  }

  private String versions() {
    byte[] answer = FsVersionAnswer.of(0, 0, WatchedFiles.UNREAD, nodes.current());
    String text = new String(answer, UTF_8);
    return text.substring(text.indexOf("\"kvstore\""));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private int version() {
    return nodes.current().clusterInfoVersion();
  }

  @Test
  public void nodeByItselfTellsItsNameAlone() {
    assertEquals("{\n\"nodename\": \"node1\",\n\"version\": 0\n}\n", info());
    assertTrue("it is its own majority", nodes.current().members().isQuorate());
  }

  @Test
  public void recording10_clusterIsToldAsTheCServerTellsIt() {
    var local = ByteString.of("testnode");
    var recorded = new NodeStatus(local, new Measurements(Clock.systemUTC()));
    recorded.setNodes(
        ByteString.of("golden"), 2, List.of(member(2, "node2"), member(1, "testnode")));
    recorded.setOnline(Set.of(1));
    recorded.publish(ADDRESS, bytes("10.99.0.1\0"));
    assertEquals(
        "{\n\"nodename\": \"testnode\",\n\"version\": 3,\n"
            + "\"cluster\": { \"name\": \"golden\", \"version\": 2, \"nodes\": 2, \"quorate\": 1 },\n"
            + "\"nodelist\": {\n"
            + "  \"testnode\": { \"id\": 1, \"online\": 1, \"ip\": \"10.99.0.1\"},\n"
            + "  \"node2\": { \"id\": 2, \"online\": 0}\n"
            + "  }\n}\n",
        new String(ClusterInfoAnswer.of(local, recorded.current()), UTF_8));
  }

  @Test
  public void numbersAreSignedAndNamesAreEscaped() {
    nodes.setNodes(ByteString.of("a\"b"), -2, List.of(member(-1, "n\"")));
    assertTrue(info(), info().contains("{ \"name\": \"a\\\"b\", \"version\": -2, \"nodes\": 1"));
    assertTrue(info(), info().contains("  \"n\\\"\": { \"id\": -1, \"online\": 0}"));
  }

  /**
   * Cluster, section 5.2: 3 of the first node, 2 more for each that joins, 1 for each departure.
   */
  // cluster, item 255
  @Test
  public void versionOfTheInformation() {
    setNodes(member(1, "node1"), member(2, "node2"));
    nodes.setOnline(Set.of(1));
    nodes.publish(ADDRESS, bytes("10.0.0.1\0"));
    assertEquals(3, version());
    nodes.setOnline(Set.of(1, 2));
    nodes.publish(2, ADDRESS, bytes("10.0.0.2\0"));
    assertEquals(5, version());
    nodes.publish(2, ADDRESS, bytes("10.0.0.2\0"));
    assertEquals("an address that is the same", 5, version());
    nodes.setOnline(Set.of(1));
    nodes.setOnline(Set.of(1));
    assertEquals("each change of the group counts", 7, version());
  }

  // cluster, item 260
  @Test
  public void majorityDoesNotCount() {
    setNodes(member(1, "node1"));
    int before = version();
    nodes.setQuorate(false);
    assertEquals(before, version());
    assertTrue(info(), info().contains("\"quorate\": 0 }"));
    nodes.setQuorate(true);
    assertTrue(info(), info().contains("\"quorate\": 1 }"));
  }

  /** The C server forgets it (cluster, defect D4). */
  @Test
  public void whoIsOnlineIsKeptUntilTheListIsKnown() {
    nodes.setOnline(Set.of(1, 2));
    assertEquals("nobody could be told of", 0, version());
    setNodes(member(1, "node1"), member(2, "node2"), member(3, "node3"));
    Members members = nodes.current().members();
    assertTrue(members.isOnline(member(1, "node1")));
    assertTrue(members.isOnline(member(2, "node2")));
    assertFalse(members.isOnline(member(3, "node3")));
  }

  // cluster, item 249
  @Test
  public void keysOfOtherNodes() {
    setNodes(member(1, "node1"), member(2, "node2"));
    assertEquals(Publication.ACCEPTED, nodes.publish(2, KEY, bytes("x")));
    nodes.publish(2, KEY, bytes("y"));
    nodes.publish(KEY, bytes("z"));
    assertEquals(
        "\"kvstore\": {\n\"node1\": {\n\"kv/a\": 0},\n\"node2\": {\n\"kv/a\": 1}\n}\n}\n",
        versions());
    assertEquals("y", new String(nodes.get(OTHER, KEY).orElseThrow(), UTF_8));
    nodes.publish(2, KEY, new byte[0]);
    assertEquals(
        "a map that is empty stays",
        "\"kvstore\": {\n\"node1\": {\n\"kv/a\": 0},\n\"node2\": {\n}\n}\n}\n",
        versions());
  }

  // cluster, item 256
  @Test
  public void nodeThatIsInNoListPublishesNothing() {
    assertEquals(Publication.UNFIT, nodes.publish(2, KEY, bytes("x")));
    setNodes(member(1, "node1"));
    assertEquals(Publication.UNFIT, nodes.publish(2, KEY, bytes("x")));
    assertEquals("\"kvstore\": {\n\"node1\": {\n}\n}\n}\n", versions());
  }

  // cluster, item 250
  @Test
  public void keysOfANodeThatLeavesTheGroupStay() {
    setNodes(member(1, "node1"), member(2, "node2"));
    nodes.setOnline(Set.of(1, 2));
    nodes.publish(2, KEY, bytes("x"));
    nodes.setOnline(Set.of(1));
    assertTrue(nodes.get(OTHER, KEY).isPresent());
  }

  @Test
  public void keysGoAlongWithTheNumberOfANodeAndAddressesWithItsName() {
    setNodes(member(1, "node1"), member(2, "node2"));
    nodes.publish(2, KEY, bytes("x"));
    nodes.publish(2, ADDRESS, bytes("10.0.0.2\0"));
    setNodes(member(1, "node1"), member(2, "renamed"));
    assertEquals(Optional.empty(), nodes.get(OTHER, KEY));
    assertTrue(nodes.get(ByteString.of("renamed"), KEY).isPresent());
    assertFalse(info(), info().contains("10.0.0.2"));
    setNodes(member(1, "node1"), member(3, "node2"));
    assertEquals("another number", Optional.empty(), nodes.get(OTHER, KEY));
    assertTrue(info(), info().contains("\"ip\": \"10.0.0.2\""));
  }

  @Test
  public void localKeysStayWhateverTheListSays() {
    nodes.publish(KEY, bytes("x"));
    setNodes(member(2, "node2"));
    assertTrue(nodes.get(LOCAL, KEY).isPresent());
    setNodes(member(1, "node1"));
    assertTrue(nodes.get(ByteString.of(""), KEY).isPresent());
  }
}
