package dev.pmxcfs.cluster.tree;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.cluster.group.GroupClock;
import dev.pmxcfs.cluster.group.GroupOptions;
import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.ProcessGroup;
import dev.pmxcfs.cluster.group.StateMachine;
import dev.pmxcfs.cluster.recorded.Recording;
import dev.pmxcfs.cluster.recorded.Recording.Event;
import dev.pmxcfs.cluster.recorded.Recording.Kind;
import dev.pmxcfs.cluster.recorded.Replay;
import dev.pmxcfs.cluster.wire.FrameHeader;
import dev.pmxcfs.cluster.wire.FrameType;
import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.cluster.wire.SyncFrame;
import dev.pmxcfs.state.replica.TreeIndex;
import dev.pmxcfs.state.replica.TreeUpdate;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;
import org.junit.Test;

/**
 * The tree of a node, given what a node of the C server got from its group, sends what that sent,
 * byte for byte: its indexes, updates and digests, after everything that was changed there. Each
 * begins with the one file that the C server imports into a new database, but for the node of 20-03
 * that was given one of another node, changed.
 */
public class RecordedTreesTest {

  private static final ByteString COROSYNC_CONF = ByteString.of("corosync.conf");

  /** Where an update has its name, and its time (cluster, section 3.4). */
  private static final int NAME = 41;

  private static final int MTIME = 28;

  /** When in 20-06b a directory is moved into itself, after which nodes here leave the group. */
  private static final double MOVED_INTO_ITSELF = 58.9;

  private static final int IMPORTED_INODE = 2;
  private static final int IMPORTED_VERSION = 3;

  /** When in 20-03 node 1 imports its file, and node 3 is started anew. */
  private static final int IMPORTED_BY_1 = 0x6b0bf696;

  private static final double STARTED_ANEW = 19;

  private static final class TreeReplay extends Replay {

    private final boolean hasAllUpdates;
    private final Queue<ConfigTree> given;
    private SimulatedTree database;

    TreeReplay(ConfigTree imported, boolean hasAllUpdates) {
      this(List.of(imported), hasAllUpdates);
    }

    /**
     * @param given the databases that the node is started on, while there are any; later on its own
     */
    TreeReplay(List<ConfigTree> given, boolean hasAllUpdates) {
      this.hasAllUpdates = hasAllUpdates;
      this.given = new ArrayDeque<>(given);
    }

    @Override
    protected StateMachine<?> machine(ProcessGroup group, GroupClock clock, Member self) {
      if (!given.isEmpty()) {
        database = new SimulatedTree(given.remove());
      }
      return new StateMachine<>(
          GroupProtocol.TREE,
          group,
          database.open(self, clock::seconds, () -> true),
          clock,
          new GroupOptions());
    }

    @Override
    protected void follow(List<Event> events) {}

    @Override
    protected boolean hasAllUpdates() {
      return hasAllUpdates;
    }
  }

  private static void play(String name, int nodes) throws Exception {
    play(name, nodes, Double.MAX_VALUE);
  }

  private static void play(String name, int nodes, double until) throws Exception {
    Recording recording = Recording.of(name);
    for (int node = 1; node <= nodes; node++) {
      List<Event> events =
          recording.of(node, GroupProtocol.TREE).stream()
              .filter(event -> event.seconds() < until)
              .toList();
      var replay = new TreeReplay(imported(recording, events), !name.equals("06"));
      replay.play(events);
      assertTrue("node " + node + " has sent something", replay.sent() > 0);
    }
  }

  /** The new database of a node, with the time at which it was made. */
  private static ConfigTree imported(Recording recording, List<Event> events) throws Exception {
    byte[] update = body(recording.events(), FrameType.UPDATE, RecordedTreesTest::isImported);
    TreeIndex first = TreeIndex.decode(body(events, FrameType.STATE, state -> true));
    boolean isNew = first.version() == IMPORTED_VERSION;
    int mtime = isNew ? first.mtime() : ByteBuffer.wrap(update).order(LITTLE_ENDIAN).getInt(MTIME);
    return imported(update, mtime);
  }

  private static ConfigTree imported(byte[] update, int mtime) {
    byte[] data = Arrays.copyOfRange(update, NAME + COROSYNC_CONF.length() + 1, update.length);
    var file = new Attributes(IMPORTED_INODE, 0, IMPORTED_VERSION, 0, mtime, COROSYNC_CONF);
    var root = new Attributes(0, 0, IMPORTED_VERSION, 0, mtime, ByteString.of(""));
    return new ConfigTree(Directory.of(root, Map.of(COROSYNC_CONF, new RegularFile(file, data))));
  }

  private static boolean isImported(byte[] update) {
    return update.length > NAME
        && ByteString.copyUntilNul(update, NAME, update.length).equals(COROSYNC_CONF);
  }

  /** The body of the first frame of a type that was sent and is wanted. */
  private static byte[] body(List<Event> events, FrameType type, Predicate<byte[]> isWanted)
      throws MalformedFrameException {
    for (Event event : events) {
      if (event.kind() == Kind.SENDS && FrameHeader.decode(event.frame()).isOf(type)) {
        byte[] body = SyncFrame.decode(event.frame()).body();
        if (isWanted.test(body)) {
          return body;
        }
      }
    }
    throw new AssertionError("no " + type);
  }

  @Test
  public void joiningAndChanges() throws Exception {
    play("01", 3);
  }

  /**
   * Item 220: of the highest version, of the newest time, and of the lowest node, in this order.
   */
  @Test
  public void aNewerDatabaseJoins() throws Exception {
    Recording recording = Recording.of("03");
    play(recording, 2, List.of(imported(recording, recording.of(2, GroupProtocol.TREE))));
    byte[] update = body(recording.events(), FrameType.UPDATE, RecordedTreesTest::isImported);
    play(recording, 1, List.of(imported(update, IMPORTED_BY_1)));
    play(recording, 3, List.of(given(recording, 0, "D\n"), given(recording, STARTED_ANEW, "E\n")));
  }

  private static void play(Recording recording, int node, List<ConfigTree> databases)
      throws Exception {
    var replay = new TreeReplay(databases, true);
    replay.play(recording.of(node, GroupProtocol.TREE));
    assertTrue("node " + node + " has sent something", replay.sent() > 0);
  }

  /**
   * What node 3 was given: the tree of the others with another b.cfg, of the index that it sends.
   */
  private static ConfigTree given(Recording recording, double from, String text) throws Exception {
    var tree = new TreeUpdate();
    for (byte[] frame : recording.sent(GroupProtocol.TREE)) {
      if (FrameHeader.decode(frame).isOf(FrameType.UPDATE)) {
        byte[] entry = SyncFrame.decode(frame).body();
        if (ByteString.copyUntilNul(entry, NAME, entry.length).equals(ByteString.of("b.cfg"))) {
          byte[] data = text.getBytes(US_ASCII);
          System.arraycopy(data, 0, entry, entry.length - data.length, data.length);
        }
        tree.add(entry);
      }
    }
    List<Event> events =
        recording.of(3, GroupProtocol.TREE).stream()
            .filter(event -> event.seconds() > from)
            .toList();
    TreeIndex index = TreeIndex.decode(body(events, FrameType.STATE, state -> true));
    return tree.applyTo(ConfigTree.empty(ConfigTree.FIRST_VERSION, 0), index);
  }

  @Test
  public void locks() throws Exception {
    play("04", 2);
  }

  @Test
  public void corosyncLateAndRestarted() throws Exception {
    play("05", 2);
  }

  @Test
  public void hostileFrames() throws Exception {
    play("06", 2);
  }

  @Test
  public void newerVersionAndCrash() throws Exception {
    play("06b", 2, MOVED_INTO_ITSELF);
  }

  @Test
  public void verification() throws Exception {
    play("07", 2);
  }
}
