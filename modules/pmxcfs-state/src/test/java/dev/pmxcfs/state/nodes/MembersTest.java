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
import java.util.ArrayList;
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
        "\"kvstore\": {\n\"node1\": {\n\"kv/a\": 0}\n,\n\"node2\": {\n\"kv/a\": 1}\n}\n}\n",
        versions());
    assertEquals("y", new String(nodes.get(OTHER, KEY).orElseThrow(), UTF_8));
    nodes.publish(2, KEY, new byte[0]);
    assertEquals(
        "a map that is empty stays",
        "\"kvstore\": {\n\"node1\": {\n\"kv/a\": 0}\n,\n\"node2\": {\n}\n}\n}\n",
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

  /** The C server loses it until the next sync (cluster, defect D4). */
  @Test
  public void addressOfANodeThatIsInNoListYetIsKept() {
    nodes.publish(2, ADDRESS, bytes("10.0.0.2\0"));
    nodes.publish(2, ADDRESS, bytes("10.0.0.3\0"));
    nodes.publish(3, ADDRESS, bytes("unterminated"));
    setNodes(member(1, "node1"), member(2, "node2"), member(3, "node3"));
    assertTrue(
        info(), info().contains("\"node2\": { \"id\": 2, \"online\": 0, \"ip\": \"10.0.0.3\"}"));
    assertTrue(info(), info().contains("\"node3\": { \"id\": 3, \"online\": 0}"));
    nodes.publish(2, ADDRESS, bytes("10.0.0.4\0"));
    setNodes(member(1, "node1"), member(2, "node2"));
    assertTrue("the newer one stays", info().contains("10.0.0.4"));
  }

  @Test
  public void addressesOfNodesThatAreInNoListAreNotKeptForEver() {
    for (int id = 2; id < 1000; id++) {
      nodes.publish(id, ADDRESS, bytes("10.0.0." + id + "\0"));
    }
    setNodes(member(2, "node2"), member(743, "node743"), member(744, "node744"));
    assertFalse(info(), info().contains("\"10.0.0.2\"") || info().contains("10.0.0.743"));
    assertTrue(info(), info().contains("10.0.0.744"));
  }

  // cluster, item 257
  @Test
  public void valueOfAnotherNodeHasAnyLength() {
    setNodes(member(1, "node1"), member(2, "node2"));
    for (int length : new int[] {1, 32_768, 32_769, 1_000_000}) {
      assertEquals(Publication.ACCEPTED, nodes.publish(2, KEY, new byte[length]));
      assertEquals(length, nodes.get(OTHER, KEY).orElseThrow().length);
    }
  }

  /** Cluster, section 6.1. */
  @Test
  public void nodeThatRunsWildTakesUpAPartOfTheMemory() {
    setNodes(member(1, "node1"), member(2, "node2"), member(3, "node3"));
    byte[] large = new byte[1_000_000];
    int accepted = 0;
    while (nodes.publish(2, ByteString.of("k" + accepted), large) == Publication.ACCEPTED) {
      accepted++;
    }
    assertEquals(16, accepted);
    assertEquals(
        "in its place", Publication.ACCEPTED, nodes.publish(2, ByteString.of("k0"), large));
    assertEquals(Publication.ACCEPTED, nodes.publish(2, ByteString.of("k1"), new byte[0]));
    assertEquals(Publication.ACCEPTED, nodes.publish(2, ByteString.of("new"), large));
    assertEquals("others may", Publication.ACCEPTED, nodes.publish(3, KEY, large));
    for (int i = 0; i < 4096; i++) {
      assertEquals(
          Publication.ACCEPTED,
          nodes.publish(3, ByteString.of(i == 0 ? "kv/a" : "k" + i), bytes("x")));
    }
    assertEquals(Publication.TOO_LONG, nodes.publish(3, ByteString.of("one more"), bytes("x")));
    assertEquals("the address", Publication.ACCEPTED, nodes.publish(3, ADDRESS, bytes("1\0")));
  }

  /** Another process on this node, which only tests have. */
  @Test
  public void noOtherProcessOfThisNodeChangesWhatThisOneHasPublished() {
    setNodes(member(1, "node1"));
    nodes.publish(KEY, bytes("own"));
    assertEquals(Publication.UNFIT, nodes.publish(1, KEY, bytes("other")));
    assertEquals("own", new String(nodes.get(LOCAL, KEY).orElseThrow(), UTF_8));
  }

  /** Operations, section 4.4, step 5. */
  @Test
  public void othersAreToldWhatTheLocalNodePublishesInOrder() {
    List<String> told = new ArrayList<>();
    nodes.tellOthers((key, value) -> told.add(key + "=" + new String(value, UTF_8)));
    nodes.publish(KEY, bytes("x"));
    nodes.publish(KEY, new byte[0]);
    assertEquals(Publication.UNFIT, nodes.publish(ADDRESS, bytes("no NUL")));
    assertEquals(Publication.TOO_LONG, nodes.publish(KEY, new byte[32_769]));
    setNodes(member(2, "node2"));
    nodes.publish(2, KEY, bytes("another's"));
    assertEquals(List.of("kv/a=x", "kv/a=", "nodeip=no NUL"), told);
  }
}
