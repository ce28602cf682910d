package dev.pmxcfs.cluster;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.cluster.group.GroupStatus;
import dev.pmxcfs.cluster.group.GroupStatus.MemberStatus;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.Mode;
import dev.pmxcfs.cluster.status.AnnouncementStatus;
import dev.pmxcfs.state.nodes.Members;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.Test;

/** What an operator is told of a cluster first. */
public class ClusterStatusTest {

  private static final long NOW = 1_000_000;

  private static GroupStatus group(Mode mode, long forMillis, int members, Member... missing) {
    return new GroupStatus(
        mode,
        NOW - forMillis,
        IntStream.rangeClosed(1, members)
            .mapToObj(id -> new MemberStatus(new Member(id, 100 + id), true))
            .toList(),
        List.of(missing),
        Optional.empty(),
        Optional.empty(),
        0,
        0,
        0,
        Optional.of("of a test"));
  }

  private static Members nodes(int count, boolean isQuorate) {
    Map<Integer, dev.pmxcfs.state.nodes.Member> byId = new TreeMap<>();
    for (int id = 1; id <= count; id++) {
      byId.put(id, new dev.pmxcfs.state.nodes.Member(id, ByteString.of("n" + id)));
    }
    return new Members(ByteString.of("c"), 1, byId, Set.of(), isQuorate);
  }

  private static String fault(Members members, GroupStatus tree) {
    return fault(members, List.of(), tree);
  }

  private static String fault(Members members, List<String> lost, GroupStatus tree) {
    GroupStatus status = group(Mode.SYNCED, 0, 3);
    var cluster = new ClusterStatus(members, lost, tree, status, new AnnouncementStatus(0, 0));
    return cluster.fault(NOW).orElse("");
  }

  @Test
  public void aSyncedMajorityIsWithoutAFault() {
    assertEquals("", fault(nodes(3, true), group(Mode.SYNCED, 0, 2)));
  }

  @Test
  public void aGroupThatIsLeftForGoodComesFirst() {
    String fault = fault(nodes(3, false), group(Mode.ERROR, 0, 0));
    assertEquals("pve_dcdb_v1 has been left until a restart: of a test", fault);
  }

  @Test
  public void withoutTheQuorumNothingCanBeChanged() {
    String fault = fault(nodes(3, false), group(Mode.SYNCED, 0, 1));
    assertTrue(fault, fault.startsWith("this node is not among a majority"));
  }

  @Test
  public void whatCorosyncCannotBeAskedForIsAFault() {
    String fault = fault(nodes(3, true), List.of("the list of nodes"), group(Mode.SYNCED, 0, 3));
    assertTrue(fault, fault.startsWith("the list of nodes cannot be asked for from corosync"));
  }

  @Test
  public void aSyncIsAFaultOnlyWhenItLasts() {
    Member silent = new Member(2, 102);
    assertEquals("", fault(nodes(3, true), group(Mode.START_SYNC, 9_999, 3, silent)));
    assertEquals(
        "pve_dcdb_v1 has not been synced for 12 s; it waits for [2/102]: restart pmxcfs there",
        fault(nodes(3, true), group(Mode.START_SYNC, 12_000, 3, silent)));
  }

  /** Defect D12 of the C server, which says nothing. */
  @Test
  public void fewerServersThanAMajorityOfTheNodesAreAFault() {
    String fault = fault(nodes(3, true), group(Mode.SYNCED, 0, 1));
    assertTrue(fault, fault.startsWith("pmxcfs runs on 1 of 3 nodes"));
  }
}
