package dev.pmxcfs.cluster.tree;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.cluster.simulation.LastJoin;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import java.util.HashMap;
import java.util.Map;
import org.junit.Test;

/**
 * What a cluster costs as it grows: an empty node joins, by the number of nodes and of files. The
 * frames and bytes are those that the protocol has, and no more; the times are printed.
 */
public class GrowthTest {

  private static final int TIME = 1_700_000_000;
  private static final int FILE_SIZE = 300;

  private static final int SYNC_FRAME = 32;
  private static final int INDEX = 32;
  private static final int INDEX_ENTRY = 40;
  private static final int ENTRY = 41;
  private static final int NAME = "f00000".length() + 1;

  private static ConfigTree tree(int files) {
    Map<ByteString, TreeEntry> children = new HashMap<>();
    for (int i = 0; i < files; i++) {
      ByteString name = ByteString.of("f" + Integer.toString(100_000 + i).substring(1));
      var attributes = new Attributes(2 + i, 0, 2 + i, 1, TIME, name);
      children.put(name, new RegularFile(attributes, new byte[FILE_SIZE]));
    }
    var root = new Attributes(0, 0, 1 + files, 1, TIME, ByteString.of(""));
    return new ConfigTree(Directory.of(root, children));
  }

  private static void assertJoins(int nodes, int files) {
    ConfigTree full = tree(files);
    LastJoin join =
        LastJoin.of(nodes, id -> id == nodes ? new SimulatedTree() : new SimulatedTree(full));
    long whole = INDEX + INDEX_ENTRY * (files + 1L);
    long empty = INDEX + INDEX_ENTRY;
    long root = ENTRY + 1;
    long updates = (files + 1L) * SYNC_FRAME + root + files * (long) (ENTRY + NAME + FILE_SIZE);
    long states = nodes * (long) SYNC_FRAME + (nodes - 1) * whole + empty;
    assertEquals("start, states, updates, end", 1 + nodes + files + 1 + 1, join.frames());
    assertEquals(2 * SYNC_FRAME + states + updates, join.bytes());
    System.out.println(
        "an empty node joins as one of "
            + nodes
            + ", "
            + files
            + " files: "
            + join.frames()
            + " frames, "
            + join.bytes()
            + " bytes, "
            + join.millis()
            + " ms of all nodes on one thread");
  }

  @Test
  public void aNodeMoreCostsAStateAndFilesCostAnUpdateForAllWhoLackThem() {
    for (int nodes : new int[] {2, 8, 32}) {
      for (int files : new int[] {100, 1_000}) {
        assertJoins(nodes, files);
      }
    }
  }

  @Test
  public void thirtyThousandFilesAreSentLikeAHundred() {
    assertJoins(2, 30_000);
    assertJoins(8, 30_000);
  }

  /**
   * All nodes are in this one JVM, which does not have the memory for as many states as each of
   * them gets: they hold one of those that are the same.
   */
  @Test
  public void theStatesOfManyNodesAreHeldOnce() {
    int nodes = 32;
    int files = 30_000;
    long states = nodes * nodes * (INDEX + INDEX_ENTRY * (files + 1L));
    assertTrue("a larger heap", states > Runtime.getRuntime().maxMemory());
    assertJoins(nodes, files);
  }
}
