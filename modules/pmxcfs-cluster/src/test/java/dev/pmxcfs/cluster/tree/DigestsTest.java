package dev.pmxcfs.cluster.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.cluster.recorded.Recording;
import dev.pmxcfs.cluster.wire.FrameHeader;
import dev.pmxcfs.cluster.wire.FrameType;
import dev.pmxcfs.cluster.wire.SyncFrame;
import dev.pmxcfs.state.replica.TreeIndex;
import dev.pmxcfs.state.replica.TreeUpdate;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Digest;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** What nodes compare of a tree, by the example of cluster, section 3.2. */
public class DigestsTest {

  private static final int TIME = 1_700_000_000;

  private static final TreeEntry A_CFG =
      new RegularFile(attributes(2, 0, 2, 1, "a.cfg"), "abc".getBytes(UTF_8));
  private static final TreeEntry E =
      new RegularFile(attributes(4, 3, 4, 3, "e"), RegularFile.NO_DATA);
  private static final TreeEntry D =
      Directory.of(attributes(3, 0, 3, 2, "d"), Map.of(ByteString.of("e"), E));
  private static final ConfigTree TREE =
      new ConfigTree(
          Directory.of(
              attributes(0, 0, 4, 3, ""),
              Map.of(ByteString.of("a.cfg"), A_CFG, ByteString.of("d"), D)));

  private static Attributes attributes(
      long inode, long parent, long version, int second, String name) {
    return new Attributes(inode, parent, version, 1, TIME + second, ByteString.of(name));
  }

  @Test
  public void item212_theExample() {
    TreeIndex index = TreeIndex.of(TREE);
    assertEquals(
        List.of(
            "0658cee1856c74e4b3327ac3ef6dc325262d1b5d327f72a1201272f12917d280",
            "f6c8f03aa82b051f9fe1719e5ae94ad9d2f729c5edf700a70a094bd422a87640",
            "445badc3f95bd7462629f3c06924b7c153d834467db15769c3338bcdd11f3877",
            "11a3065ab61e87b0df7c7c1329781504637192b34572dec9db506275119672f7"),
        index.digests().values().stream().map(Digest::toString).toList());
    assertEquals(
        "c64301fb34075229da0cbd078692eff75ffe7c804ba74fb25f837690d7fd8b30",
        Digest.ofBytes(index.encode()).toString());
    assertEquals(
        "1ff5d1886758dac3a070c6e2d97e7bca1b97d4bc60eb9caf33bad6c03cfda914",
        Digest.ofTree(TREE).toString());
  }

  @Test
  public void item214_theDigestsOfLocks() {
    assertEquals(
        List.of(
            "85b2de817670b7ca15275bdb838f8ffd9c2bfd1610c8380d1b0da1178fdd1190",
            "37b27f8fd722174338e610038ae1afd56fade24328c326a2386a08ad8b8e6f1d",
            "b07b03af5f29e846a836875c1a4a03ebde2a6356273525479d0ac5129e7c9d83",
            "71a369346b410fc06630489280248048a9e361e7a0c0b592a6f85b3c67ead36a"),
        TREE.entriesByInode().stream().map(entry -> Digest.ofLock(entry).toString()).toList());
  }

  /** Collected, they make the tree of the leader's index, or are refused. */
  @Test
  public void item213_updatesHashToTheStateOfTheirLeader() throws Exception {
    TreeUpdate updates = new TreeUpdate();
    TreeIndex newest = TreeIndex.of(ConfigTree.empty(0, 0));
    for (byte[] frame : Recording.of("01").sent(GroupProtocol.TREE)) {
      FrameHeader header = FrameHeader.decode(frame);
      if (header.isOf(FrameType.SYNC_START)) {
        newest = TreeIndex.of(ConfigTree.empty(0, 0));
        updates = new TreeUpdate();
      } else if (header.isOf(FrameType.STATE)) {
        TreeIndex state = TreeIndex.decode(SyncFrame.decode(frame).body());
        newest = state.isNewerThan(newest) ? state : newest;
      } else if (header.isOf(FrameType.UPDATE)) {
        updates.add(SyncFrame.decode(frame).body());
      } else if (header.isOf(FrameType.UPDATE_COMPLETE)
          && updates.size() == newest.digests().size()) {
        ConfigTree made = updates.applyTo(ConfigTree.empty(0, 0), newest);
        assertEquals(newest, TreeIndex.of(made));
        return;
      }
    }
    throw new AssertionError("no sync in which everything was sent");
  }
}
