package dev.pmxcfs.cluster.tree;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
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
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.Test;

/**
 * The tree of a node, given what a node of the C server got from its group, sends what that sent,
 * byte for byte: its indexes, updates and digests, after everything that was changed there. Each
 * begins with the one file that the C server imports into a new database.
 *
 * <p>Not played is 20-03, whose databases were written before the recording.
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

  private static final class TreeReplay extends Replay {

    private final boolean hasAllUpdates;
    private final SimulatedTree database;

    TreeReplay(ConfigTree imported, boolean hasAllUpdates) {
      this.hasAllUpdates = hasAllUpdates;
      database = new SimulatedTree(imported);
    }

    @Override
    protected StateMachine<?> machine(ProcessGroup group, GroupClock clock, Member self) {
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
