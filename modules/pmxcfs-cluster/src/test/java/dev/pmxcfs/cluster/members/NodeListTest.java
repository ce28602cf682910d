package dev.pmxcfs.cluster.members;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.nodes.Member;
import dev.qbipc.corosync.cmap.CmapEntry;
import dev.qbipc.corosync.cmap.CmapValue;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.Test;

/** Which nodes corosync's map names (cluster, section 5.1). */
public class NodeListTest {

  private static final CmapValue CLUSTER = CmapValue.string("pxc");

  private static CmapEntry entry(String key, CmapValue value) {
    return new CmapEntry("nodelist.node." + key, value);
  }

  private static CmapEntry id(int place, long id) {
    return entry(place + ".nodeid", CmapValue.u32(id));
  }

  private static CmapEntry text(String key, String value) {
    return entry(key, CmapValue.string(value));
  }

  private static String nodes(CmapEntry... entries) {
    return NodeList.of(CLUSTER, Optional.empty(), List.of(entries)).nodes().stream()
        .map(node -> Integer.toUnsignedString(node.id()) + " " + node.name())
        .collect(Collectors.joining(", "));
  }

  @Test
  public void item258_nodesGoByTheirNameOrElseByTheirAddress() {
    assertEquals(
        "1 one, 2 10.0.0.2",
        nodes(
            text("0.name", "one"),
            id(0, 1),
            text("0.ring0_addr", "10.0.0.1"),
            id(1, 2),
            text("1.ring0_addr", "10.0.0.2"),
            text("1.ring1_addr", "10.1.0.2")));
  }

  @Test
  public void item258_entriesWithoutAnIdOrANameAreSkipped() {
    assertEquals(
        "5 five",
        nodes(
            text("0.name", "no id"),
            text("1.name", "id 0"),
            id(1, 0),
            id(2, 3),
            text("2.ring1_addr", "10.1.0.2"),
            text("3.name", "an id that is a text"),
            text("3.nodeid", "4"),
            id(4, 5),
            text("4.name", "five"),
            entry("4.quorum_votes", CmapValue.u32(1)),
            entry("5.name", CmapValue.u32(6)),
            id(5, 6),
            text("x.name", "no place"),
            text("name", "none"),
            text("6.nodeid.more", "7")));
  }

  @Test
  public void idsAreUnsigned() {
    assertEquals("4294967295 last", nodes(id(0, 4_294_967_295L), text("0.name", "last")));
  }

  /** Clients are shown 32 of the 64 bits, signed. */
  @Test
  public void versionOfTheConfiguration() {
    List<CmapEntry> none = List.of();
    assertEquals(0, NodeList.of(CLUSTER, Optional.empty(), none).configVersion());
    assertEquals(7, NodeList.of(CLUSTER, Optional.of(CmapValue.u64(7)), none).configVersion());
    BigInteger large = BigInteger.TWO.pow(64).subtract(BigInteger.TWO);
    assertEquals(-2, NodeList.of(CLUSTER, Optional.of(CmapValue.u64(large)), none).configVersion());
  }

  @Test
  public void listsAreEqualIfAllOfThemIs() {
    List<CmapEntry> entries = List.of(id(0, 1), text("0.name", "one"));
    var list = NodeList.of(CLUSTER, Optional.empty(), entries);
    assertEquals(list, NodeList.of(CLUSTER, Optional.empty(), entries));
    assertEquals(List.of(new Member(1, ByteString.of("one"))), list.nodes());
    assertThrows(
        IllegalStateException.class, () -> NodeList.of(CmapValue.u8(1), Optional.empty(), entries));
  }
}
