package dev.pmxcfs.state.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.ManualClock;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.ChangeDescriptor;
import dev.pmxcfs.state.change.ChangeKind;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.Origin;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.TreeRules;
import dev.pmxcfs.state.change.Unlock;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Digest;
import dev.pmxcfs.state.tree.TreeException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.Test;

/**
 * What a node of the C server got from its group gives the tree here that it gave there: the
 * recorded changes and updates are played to a replica, and its index and its digest are those that
 * the C server sent.
 *
 * <p>The lines of a recording, in the order in which a node was delivered them: {@code change}, the
 * node id of the sender and a frame; {@code update}, an entry from the leader of a sync; {@code
 * complete} and the leader's index; {@code index}, the SHA-256 of the node's own index; {@code
 * digest}, that of its whole tree. Runs of equal bytes are written as {@code {byte*count}}.
 */
public class RecordedClusterTest {

  private static final int FRAME_TYPE_SIZE = 4;
  private static final int VERSION = 4;
  private static final int TIME = 8;
  private static final int BODY = 24;

  private static final long START = 1_795_533_456L;
  private static final Pattern RUN = Pattern.compile("\\{(..)\\*(\\d+)}");

  private final MemoryStore store = new MemoryStore();
  private Replica replica;
  private TreeUpdate update = new TreeUpdate();
  private int checks;
  private int unlocked;
  private int failedUpdates;

  private void play(String recording) throws Exception {
    ConfigTree empty = ConfigTree.empty(0, 0);
    replica =
        new Replica(
            store,
            Configuration.loaded(empty, START),
            TreeRules.CLUSTER,
            new ManualClock(START),
            (stored, change) -> {});
    for (String line : lines(recording)) {
      String[] words = line.split(" ");
      byte[] bytes = bytes(words[words.length - 1]);
      switch (words[0]) {
        case "change" -> change(Integer.parseInt(words[1]), bytes);
        case "update" -> update.add(bytes);
        case "complete" -> complete(bytes);
        case "index" -> {
          assertEquals(line, Digest.of(bytes), Digest.ofBytes(replica.index().encode()));
          checks++;
        }
        case "digest" -> {
          assertEquals(line, Digest.of(bytes), replica.digest());
          checks++;
        }
        default -> throw new AssertionError(line);
      }
    }
  }

  private static List<String> lines(String recording) throws Exception {
    try (InputStream in =
        RecordedClusterTest.class.getResourceAsStream("/recorded/" + recording + ".txt")) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  private static byte[] bytes(String hex) {
    String expanded =
        RUN.matcher(hex).replaceAll(run -> run.group(1).repeat(Integer.parseInt(run.group(2))));
    return HexFormat.of().parseHex(expanded);
  }

  /** A frame that is none, or of another version, is nothing that the tree is told. */
  private void change(int node, byte[] frame) {
    Optional<ChangeKind> kind = Optional.empty();
    ByteBuffer header = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
    if (frame.length >= BODY && header.getInt(VERSION) == 1) {
      kind = ChangeKind.of(header.getShort(FRAME_TYPE_SIZE / 2));
    }
    if (kind.isEmpty()) {
      return;
    }
    Origin origin = new Origin(node, Integer.toUnsignedLong(header.getInt(TIME)));
    try {
      apply(
          ChangeDescriptor.decode(kind.get(), Arrays.copyOfRange(frame, BODY, frame.length)),
          origin);
    } catch (IllegalArgumentException | TreeException e) {
      assertTrue(e.getMessage(), e.getMessage().startsWith("a change "));
    }
  }

  private void apply(Change change, Origin origin) {
    long version = replica.configuration().tree().version();
    Outcome outcome = replica.apply(List.of(new Replica.Ordered(change, origin))).get(0);
    boolean changed = replica.configuration().tree().version() == version + 1;
    if (outcome instanceof Outcome.Refused) {
      assertFalse(changed);
    }
    if (change instanceof Unlock && changed) {
      unlocked++;
    }
    assertTrue(store.commits().isEmpty() || store.holds(replica.configuration().tree()));
  }

  private void complete(byte[] leader) throws Exception {
    TreeIndex index = TreeIndex.decode(leader);
    try {
      replica.replace(update.applyTo(replica.configuration().tree(), index));
      assertEquals(index, replica.index());
      assertTrue(store.holds(replica.configuration().tree()));
      checks++;
    } catch (IllegalArgumentException e) {
      failedUpdates++;
    }
    update = new TreeUpdate();
  }

  @Test
  public void recording01_everyKindOfChangeOfAFirstNode() throws Exception {
    play("cluster-01-node1");
    assertEquals(5, checks);
  }

  @Test
  public void recording01_nodeThatJoinsAndMissesAChange() throws Exception {
    play("cluster-01-node2");
    assertEquals(4, checks);
  }

  @Test
  public void recording03_treeThatIsReplacedByANewerOne() throws Exception {
    play("cluster-03-node1");
    assertEquals(4, checks);
  }

  @Test
  public void recording04_digestsOfLocksThatAreRemoved() throws Exception {
    play("cluster-04-node2");
    assertEquals(2, unlocked);
  }

  @Test
  public void recording06_malformedAndRefusedChanges() throws Exception {
    play("cluster-06-node2");
    assertEquals(17, checks);
    assertEquals("the leader sends less than it has", 1, failedUpdates);
  }

  @Test
  public void recording07_digestOfTheWholeTree() throws Exception {
    play("cluster-07-node1");
    assertEquals(3, checks);
  }
}
