package dev.pmxcfs.state;

import static dev.pmxcfs.api.ByteString.of;
import static dev.pmxcfs.state.OpenedState.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.TreeException;
import dev.pmxcfs.state.tree.TreeFollower;
import dev.qbipc.linux.Errno;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What a state answers from the newest tree, whichever source it has. */
public class LocalClusterStateTest {

  private static final String GUEST = "nodes/a/lxc/100.conf";
  private static final String TOKEN = "root@pam!t 0-1";

  @Rule public final OpenedState opened = new OpenedState();
  @Rule public final LoggedLines log = new LoggedLines();
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void guestIsThereFromItsFileOn() throws Exception {
    opened.makeDirectories("nodes/a/lxc");
    assertFalse(opened.state().hasGuest(100));
    opened.create(GUEST);
    assertTrue(opened.state().hasGuest(100));
    assertFalse(opened.state().hasGuest(101));
    opened.delete(GUEST);
    assertFalse(opened.state().hasGuest(100));
  }

  @Test
  public void followersAreToldOfEachChangeOnceReadersSeeIt() throws Exception {
    opened.put("f", "one");
    List<String> told = new CopyOnWriteArrayList<>();
    TreeFollower follower =
        (before, after, change) ->
            told.add(
                Long.toUnsignedString(after.version() - before.version())
                    + " changed "
                    + change.changed().size()
                    + " removed "
                    + change.removed().size()
                    + (opened.state().tree() == after ? " seen" : ""));
    assertSame(opened.state().tree(), opened.state().follow(follower));
    opened.overwrite("f", "two");
    opened.delete("f");
    opened.state().unfollow(follower);
    opened.create("g");
    assertEquals(List.of("1 changed 1 removed 0 seen", "1 changed 0 removed 1 seen"), told);
  }

  /** Something that a program was told is written. */
  private static final class Unsettled implements UnsettledChanges {

    private final CompletableFuture<Void> submitted = new CompletableFuture<>();

    @Override
    public boolean isSettled() {
      return submitted.isDone();
    }

    @Override
    public CompletionStage<Void> settle() {
      return submitted;
    }
  }

  @Test
  public void whoReadsCanHaveBroughtInWhatIsNotThereYet() throws Exception {
    opened.create("f");
    var state = opened.state();
    assertTrue(state.isSettled());
    assertTrue(state.settle().toCompletableFuture().isDone());
    var unsettled = new Unsettled();
    state.beforeReads(unsettled);
    assertFalse(state.isSettled());
    CompletableFuture<Void> settled = state.settle().toCompletableFuture();
    assertFalse(settled.isDone());
    assertEquals("nobody who asks waits", Optional.of(""), asText(state.config(of("f"))));
    opened.overwrite("f", "brought in");
    unsettled.submitted.complete(null);
    assertTrue(settled.isDone());
    assertEquals(Optional.of("brought in"), opened.config("f"));
  }

  private static Optional<String> asText(Optional<byte[]> contents) {
    return contents.map(bytes -> new String(bytes, UTF_8));
  }

  /** As one whose disk does not answer. */
  @Test
  public void nobodyWaitsForEver() throws Exception {
    var state = opened.state();
    state.beforeReads(new Unsettled());
    state.settle().toCompletableFuture().get(2, TimeUnit.MINUTES);
    state.beforeReads(UnsettledChanges.NONE);
  }

  @Test
  public void aFaultKeepsNobodyFromLooking() throws Exception {
    var state = opened.state();
    var unsettled = new Unsettled();
    state.beforeReads(unsettled);
    CompletableFuture<Void> settled = state.settle().toCompletableFuture();
    unsettled.submitted.completeExceptionally(new IllegalStateException("a fault on purpose"));
    settled.get(2, TimeUnit.MINUTES);
  }

  @Test
  public void tokenIsOneOfThoseOfTheNewestFile() throws Exception {
    opened.makeDirectory("priv");
    assertFalse(opened.state().isToken(bytes(TOKEN)));
    opened.put("priv/token.cfg", TOKEN + "\n");
    assertTrue(opened.state().isToken(bytes(TOKEN)));
    assertFalse(opened.state().isToken(bytes(TOKEN + "2")));
    opened.overwrite("priv/token.cfg", "\n");
    assertFalse(opened.state().isToken(bytes(TOKEN)));
  }

  @Test
  public void privatePathsNeedNotExist() {
    assertTrue(opened.state().isPrivate(ByteString.of("priv/x")));
    assertFalse(opened.state().isPrivate(ByteString.of("x/priv")));
  }

  @Test
  public void namesOfADirectoryComeByTheirBytes() throws Exception {
    assertEquals(Optional.of(List.of()), opened.state().names(ByteString.of("")));
    opened.makeDirectories("nodes/b");
    opened.makeDirectory("nodes/a");
    opened.put("user.cfg", "x");
    List<ByteString> nodes = List.of(ByteString.of("a"), ByteString.of("b"));
    assertEquals(Optional.of(nodes), opened.state().names(ByteString.of("/nodes/")));
    assertEquals(Optional.empty(), opened.state().names(ByteString.of("user.cfg")));
    assertEquals(Optional.empty(), opened.state().names(ByteString.of("nodes/c")));
  }

  private ClusterState open(Path directory) throws Exception {
    return ClusterState.open(new StateOptions().setConfigDirectory(directory.toString()));
  }

  /** A change that was made before a question is in the answer. */
  @Test
  public void directoryIsServedAsItIsWhenItIsAskedFor() throws Exception {
    Path directory = folder.newFolder("pve").toPath();
    try (ClusterState state = open(directory)) {
      for (int i = 0; i < 100; i++) {
        Files.writeString(directory.resolve("user.cfg"), "contents " + i);
        assertArrayEquals(
            bytes("contents " + i), state.config(ByteString.of("user.cfg")).orElseThrow());
      }
    }
  }

  @Test
  public void directoryIsForReadingAlone() throws Exception {
    try (ClusterState state = open(folder.newFolder("pve").toPath())) {
      TreeException refused =
          assertThrows(
              TreeException.class, () -> new ChangeWriter(state.changes()).create(bytes("f")));
      assertEquals(Errno.EROFS, refused.errno());
    }
  }

  @Test
  public void closedDirectoryIsAnsweredFromAsItWas() throws Exception {
    Path directory = folder.newFolder("pve").toPath();
    Files.writeString(directory.resolve("user.cfg"), "before");
    ClusterState state = open(directory);
    state.close();
    Files.writeString(directory.resolve("user.cfg"), "after");
    assertArrayEquals(bytes("before"), state.config(ByteString.of("user.cfg")).orElseThrow());
  }

  /** Or the next server, which may have mended it, would find its own lock. */
  @Test
  public void databaseThatIsRefusedMayBeOpenedOnceMendedByThisProcess() throws Exception {
    RecordedDatabase database =
        RecordedDatabase.create(folder.getRoot().toPath(), RecordedDatabase.BASE_11);
    database.execute("update tree set type=7 where inode=7");
    assertThrows(Exception.class, () -> ClusterState.open(database.options()));
    database.execute("update tree set type=8 where inode=7");
    ClusterState.open(database.options()).close();
  }

  /** It is made by the writer, and is one of thousands of guests. */
  @Test
  public void theGuestListIsMadeAnewOnlyWhenGuestsChange() throws Exception {
    opened.makeDirectories("nodes/a/lxc");
    opened.create(GUEST);
    byte[] list = opened.state().guestList();
    opened.put("user.cfg", "x");
    assertSame(list, opened.state().guestList());
    opened.delete(GUEST);
    assertFalse(Arrays.equals(list, opened.state().guestList()));
  }
}
