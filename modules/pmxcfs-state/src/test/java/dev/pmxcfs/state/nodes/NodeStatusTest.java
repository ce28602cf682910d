package dev.pmxcfs.state.nodes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.api.Publication;
import dev.pmxcfs.state.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;

/** What nodes publish, and what their keys mean (operations, section 4.4, 5.3 and 5.4). */
public class NodeStatusTest {

  private static final ByteString NODE = ByteString.of("testnode");
  private static final ByteString OTHER = ByteString.of("node2");
  private static final ByteString LOCAL = ByteString.of("");
  private static final ByteString KEY = ByteString.of("tasklist");
  private static final ByteString ADDRESS = ByteString.of("nodeip");
  private static final ByteString MEASURED = ByteString.of("rrd/pve-node-9.0/n");
  private static final byte[] DATA = "[]\0".getBytes(UTF_8);
  private static final byte[] NOTHING = {};

  private final Measurements measurements = new Measurements(new ManualClock(1_795_533_609));
  private final NodeStatus status = new NodeStatus(NODE, measurements);
  private final List<String> measured = new ArrayList<>();

  public NodeStatusTest() {
    measurements.writeTo(
        (key, data) -> {
          measured.add(key + "=" + data);
          return Optional.empty();
        });
  }

  @Test
  public void items50And51_valueIsFoundUnderTheNodesNameAndUnderNone() {
    set(KEY, DATA);
    assertSame(DATA, status.get(LOCAL, KEY).orElseThrow());
    assertSame(DATA, status.get(NODE, KEY).orElseThrow());
  }

  @Test
  public void items52And53_otherNodesAndKeysAreUnknown() {
    set(KEY, DATA);
    assertTrue(status.get(OTHER, KEY).isEmpty());
    assertTrue(status.get(LOCAL, ByteString.of("nokey")).isEmpty());
  }

  @Test
  public void item54_everySetCountsEvenWithTheSameData() {
    set(KEY, DATA);
    assertEquals(0, version());
    set(KEY, DATA);
    assertEquals(1, version());
    set(KEY, "[1]".getBytes(UTF_8));
    assertEquals(2, version());
  }

  @Test
  public void items56To58_removalForgetsTheVersion() {
    set(KEY, DATA);
    set(KEY, DATA);
    set(KEY, NOTHING);
    assertTrue(status.get(LOCAL, KEY).isEmpty());
    set(KEY, NOTHING);
    set(KEY, DATA);
    assertEquals(0, version());
  }

  @Test
  public void item64_onlyAnotherAddressCounts() {
    set(ADDRESS, text("10.1.2.3"));
    assertEquals(1, status.current().clusterInfoVersion());
    set(ADDRESS, text("10.1.2.3"));
    assertEquals(1, status.current().clusterInfoVersion());
    set(ADDRESS, text("10.1.2.4"));
    assertEquals(2, status.current().clusterInfoVersion());
  }

  @Test
  public void item66_addressIsNoKey() {
    set(ADDRESS, text("10.1.2.3"));
    assertTrue(status.current().of(NODE).isEmpty());
    assertEquals(Map.of(NODE, ByteString.of("10.1.2.3")), status.current().addresses());
  }

  @Test
  public void item63_valueOfTheLocalNodeHasAtMost32768BytesUnderEveryKey() {
    set(KEY, new byte[32_768]);
    for (ByteString key : List.of(KEY, ADDRESS, MEASURED)) {
      assertEquals(Publication.TOO_LONG, status.publish(key, new byte[32_769]));
    }
    assertEquals("the C server takes it", Publication.ACCEPTED, fromOther(KEY, new byte[32_769]));
  }

  @Test
  public void item63_textsAreAsLongAsTheirKeysAllow() {
    set(MEASURED, text("x".repeat(4_094)));
    assertEquals(Publication.UNFIT, status.publish(MEASURED, text("x".repeat(4_095))));
    set(ADDRESS, text("x".repeat(254)));
    assertEquals(Publication.UNFIT, status.publish(ADDRESS, text("x".repeat(255))));
  }

  /** Whichever node sends them; nothing is changed by them. */
  @Test
  public void item65_textsThatDoNotEndInANulAreRefused() {
    for (byte[] value : List.of(NOTHING, new byte[] {'x'})) {
      for (ByteString key : List.of(ADDRESS, MEASURED)) {
        assertEquals(Publication.UNFIT, status.publish(key, value));
        assertEquals(Publication.UNFIT, fromOther(key, value));
      }
    }
    assertEquals(Map.of(), status.current().addresses());
    assertEquals(0, status.current().clusterInfoVersion());
    assertEquals(List.of(), measured);
  }

  @Test
  public void textsEndAtTheirFirstNul() {
    set(MEASURED, new byte[] {'x', 0, 'y', 0});
    set(ADDRESS, new byte[] {'a', 0, 'b', 0});
    assertEquals(List.of("pve-node-9.0/n=x"), measured);
    assertEquals(Map.of(NODE, ByteString.of("a")), status.current().addresses());
  }

  @Test
  public void measurementsAreNeitherKeysNorAddresses() {
    set(MEASURED, text("1:2"));
    set(ByteString.of("rrd/"), text("3"));
    assertEquals(List.of("pve-node-9.0/n=1:2", "=3"), measured);
    assertTrue(status.current().of(NODE).isEmpty());
  }

  @Test
  public void nodesHaveTheirOwnValuesAddressesAndVersions() {
    set(KEY, DATA);
    set(KEY, DATA);
    fromOther(KEY, new byte[] {7});
    fromOther(ADDRESS, text("10.0.0.2"));
    fromOther(MEASURED, text("5"));
    assertEquals(1, version());
    assertEquals(0, status.current().of(OTHER).get(KEY).version());
    assertEquals(7, status.get(OTHER, KEY).orElseThrow()[0]);
    assertSame(DATA, status.get(NODE, KEY).orElseThrow());
    assertEquals(Map.of(OTHER, ByteString.of("10.0.0.2")), status.current().addresses());
    assertEquals(1, status.current().clusterInfoVersion());
    assertEquals(List.of("pve-node-9.0/n=5"), measured);
  }

  @Test
  public void localNodeIsKnownFromTheStartAndComesFirst() {
    assertEquals(List.of(NODE), List.copyOf(status.current().values().keySet()));
    fromOther(KEY, DATA);
    set(KEY, DATA);
    assertEquals(List.of(NODE, OTHER), List.copyOf(status.current().values().keySet()));
  }

  @Test
  public void nodeStaysKnownWhenItsLastKeyGoes() {
    fromOther(KEY, DATA);
    fromOther(KEY, NOTHING);
    assertEquals(Map.of(), status.current().values().get(OTHER));
  }

  @Test
  public void followersAreToldOfEachChangeOfTheQuorumAndOfNothingElse() {
    List<Boolean> told = new ArrayList<>();
    QuorumFollower follower =
        isQuorate -> {
          assertEquals(isQuorate, status.current().members().isQuorate());
          told.add(isQuorate);
        };
    assertTrue(status.follow(follower));
    status.setQuorate(true);
    status.setOnline(Set.of(1));
    status.setNodes(ByteString.of("c"), 1, List.of());
    assertEquals(List.of(), told);
    status.setQuorate(false);
    status.setQuorate(false);
    status.setQuorate(true);
    assertEquals(List.of(false, true), told);
    status.unfollow(follower);
    status.setQuorate(false);
    assertEquals(List.of(false, true), told);
    assertFalse(status.follow(follower));
  }

  @Test
  public void statusNeverChanges() {
    set(KEY, DATA);
    Status before = status.current();
    set(ByteString.of("kv/a"), DATA);
    set(KEY, NOTHING);
    assertEquals(1, before.of(NODE).size());
    assertTrue(before.of(NODE).containsKey(KEY));
    assertFalse(status.current().of(NODE).containsKey(KEY));
  }

  @Test
  public void writersOnSeveralThreadsLoseNothing() throws Exception {
    int threads = 4;
    int sets = 500;
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread writer =
          new Thread(
              () -> {
                for (int j = 0; j < sets; j++) {
                  status.publish(KEY, DATA);
                }
              });
      writer.start();
      writers.add(writer);
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertEquals(threads * sets - 1, version());
  }

  private static byte[] text(String text) {
    return (text + "\0").getBytes(UTF_8);
  }

  private void set(ByteString key, byte[] value) {
    assertEquals(Publication.ACCEPTED, status.publish(key, value));
  }

  private Publication fromOther(ByteString key, byte[] value) {
    return status.publish(OTHER, key, value);
  }

  private int version() {
    return status.current().of(NODE).get(KEY).version();
  }
}
