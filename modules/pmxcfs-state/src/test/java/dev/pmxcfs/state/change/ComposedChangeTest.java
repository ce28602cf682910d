package dev.pmxcfs.state.change;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.change.ChangeOfEntry.Paths;
import dev.pmxcfs.state.change.ImportedEntry.ImportedDirectory;
import dev.pmxcfs.state.change.ImportedEntry.ImportedFile;
import dev.pmxcfs.state.change.ImportedEntry.KeptEntry;
import dev.pmxcfs.state.replica.TreeIndex;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Digest;
import dev.pmxcfs.state.tree.ListedTree;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.Test;
import org.junit.function.ThrowingRunnable;

/**
 * What a composed change consists of: the messages that a node of a cluster would send, one by one
 * (design, section 3.3).
 */
public class ComposedChangeTest {

  private static final long NOW = 1_700_000_000L;

  /** With a version behind which new entries get inodes that no other has. */
  private static Configuration configuration(String... entries) throws Exception {
    ConfigTree tree = ListedTree.of(entries);
    var root = tree.root().attributes();
    var attributes =
        new Attributes(root.inode(), 0, tree.root().entries(), 0, root.mtime(), root.name());
    return Configuration.loaded(tree.with(attributes), NOW);
  }

  private static ConfigPath path(String path) {
    return ConfigPath.of(path);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /** The steps as texts, each of which is given to the rules by itself, behind the one before. */
  private static void assertSteps(Configuration before, ComposedChange change, String... steps)
      throws Exception {
    List<PrimitiveChange> found = change.steps(before);
    assertEquals(List.of(steps), found.stream().map(ComposedChangeTest::text).toList());
    Configuration oneByOne = before;
    for (PrimitiveChange step : found) {
      oneByOne = after(step, oneByOne);
    }
    assertSame(after(change, before), oneByOne);
  }

  private static Configuration after(Change change, Configuration before) throws TreeException {
    Draft draft = new Draft(before, new Origin(2, NOW));
    change.applyTo(draft);
    return draft.configuration();
  }

  /** By what nodes compare, and by the guests. */
  private static void assertSame(Configuration expected, Configuration found) {
    assertEquals(TreeIndex.of(expected.tree()), TreeIndex.of(found.tree()));
    assertEquals(List.copyOf(expected.guests().guests()), List.copyOf(found.guests().guests()));
  }

  private static String text(PrimitiveChange step) {
    String path = step.path().canonical().toString();
    if (step instanceof WriteFile write) {
      String data = new String(write.data(), ISO_8859_1);
      return "write " + path + " " + write.offset() + " " + data + (write.truncate() ? "|" : "");
    }
    return switch (ChangeKind.of(step)) {
      case CREATE -> "create " + path;
      case MKDIR -> "mkdir " + path;
      case DELETE -> "delete " + path;
      default -> step.toString();
    };
  }

  @Test
  public void newFileIsCreatedAndThenWritten() throws Exception {
    assertSteps(
        configuration("a/"), new PutFile(path("/a/b"), bytes("x")), "create a/b", "write a/b 0 x");
  }

  @Test
  public void fileThatExistsIsCutAndThenWritten() throws Exception {
    assertSteps(
        configuration("a=long"), new PutFile(path("a"), bytes("x")), "write a 0 |", "write a 0 x");
  }

  /** What is sent takes into account what has been sent before, and is not made yet. */
  @Test
  public void aChangeOfAnEntryIsSentForWhereItIs() throws Exception {
    Configuration before = configuration("a/", "a/b=1234");
    long inode = before.tree().find(path("a/b")).orElseThrow().attributes().inode();
    ChangeOfEntry.At appended =
        new ChangeOfEntry.At() {
          @Override
          public PrimitiveChange made(ConfigPath path, TreeEntry entry, Paths others) {
            return new WriteFile(path, ((RegularFile) entry).data().length, bytes("x"), false);
          }

          @Override
          public PrimitiveChange sent(ConfigPath path, TreeEntry entry, Paths others) {
            return new WriteFile(path, 6, bytes("x"), false);
          }
        };
    var known = new ChangeOfEntry(inode, path("a/b"), appended);
    var moved = new ChangeOfEntry(inode, path("was"), appended);
    for (ChangeOfEntry change : List.of(known, moved)) {
      assertSame(
          after(new WriteFile(path("a/b"), 4, bytes("x"), false), before), after(change, before));
      assertEquals(
          List.of("write a/b 6 x"),
          change.steps(before).stream().map(ComposedChangeTest::text).toList());
    }
    var gone = new ChangeOfEntry(inode + 1, path("a/b"), appended);
    for (ThrowingRunnable use :
        List.<ThrowingRunnable>of(() -> after(gone, before), () -> gone.steps(before))) {
      assertEquals(Errno.ESTALE, assertThrows(TreeException.class, use).errno());
    }
  }

  /** Whose lock it is shows when the group delivers the change, with its sender. */
  @Test
  public void aLockIsRenewedByTheNodeThatHasIt() throws Exception {
    Configuration before =
        after(new MakeDirectory(path("priv/lock/l")), configuration("priv/", "priv/lock/"));
    long inode = before.tree().find(path("priv/lock/l")).orElseThrow().attributes().inode();
    int later = (int) NOW + 10;
    var renewal =
        new ChangeOfEntry(
            inode, path("priv/lock/l"), (path, there, others) -> new SetMtime(path, later));
    PrimitiveChange sent = renewal.steps(before).get(0);
    assertEquals(new SetMtime(path("priv/lock/l"), later).toString(), sent.toString());
    assertEquals(
        later,
        after(sent, before).tree().find(path("priv/lock/l")).orElseThrow().attributes().mtime());
    Draft ofAnother = new Draft(before, new Origin(3, NOW));
    assertEquals(
        Errno.EACCES, assertThrows(TreeException.class, () -> sent.applyTo(ofAnother)).errno());
  }

  @Test
  public void fileOfAVersionIsPutOnlyIfItHasThat() throws Exception {
    Configuration before = configuration("a=long", "d/");
    long version = before.tree().find(path("a")).orElseThrow().attributes().version();
    assertSteps(
        before,
        new PutFile(path("a"), bytes("x"), OptionalLong.of(version)),
        "write a 0 |",
        "write a 0 x");
    assertSteps(
        before,
        new PutFile(path("d/b"), bytes("x"), OptionalLong.of(0)),
        "create d/b",
        "write d/b 0 x");
    assertStale("/a: has been changed: it is at version", "a", version + 1, before);
    assertStale("/a: exists already, at version " + version + " ", "a", 0, before);
    assertStale("/b: does not exist any more, and was at version 7 ", "b", 7, before);
    assertStale("18446744073709551615", "b", -1, before);
    var put = new PutFile(path("a"), bytes("x"), OptionalLong.of(version));
    assertEquals("[/a]", put.paths().toString());
  }

  private static void assertStale(String reason, String path, long version, Configuration before) {
    var change = new PutFile(path(path), bytes("x"), OptionalLong.of(version));
    TreeException refused = assertThrows(TreeException.class, () -> change.steps(before));
    assertEquals(Errno.ESTALE, refused.errno());
    assertThat(refused.getMessage(), containsString(reason));
  }

  @Test
  public void emptyFileIsOneStep() throws Exception {
    assertSteps(configuration("a=x"), new PutFile(path("a"), bytes("")), "write a 0 |");
    assertSteps(configuration(), new PutFile(path("a"), bytes("")), "create a");
  }

  @Test
  public void guestIsRegisteredByTheStepsAsByTheWhole() throws Exception {
    assertSteps(
        configuration("nodes/n/qemu-server/"),
        new PutFile(path("nodes/n/qemu-server/100.conf"), bytes("x")),
        "create nodes/n/qemu-server/100.conf",
        "write nodes/n/qemu-server/100.conf 0 x");
  }

  @Test
  public void importMakesTheDirectoriesFirst() throws Exception {
    assertSteps(
        configuration("a/"), new ImportDirectory(path("a/b/c")), "mkdir a/b", "mkdir a/b/c");
    assertSteps(
        configuration(),
        new ImportFile(path("a/b"), bytes("x")),
        "mkdir a",
        "create a/b",
        "write a/b 0 x|");
  }

  @Test
  public void whatIsThereAlreadyIsNoStep() throws Exception {
    Configuration before = configuration("a/b=x");
    assertSteps(before, new ImportFile(path("a/b"), bytes("x")));
    assertSteps(before, new ImportDirectory(path("a")));
    assertSteps(before, new DeleteOthers(Set.of(ByteString.of("a/b")), Set.of(), Set.of()));
  }

  @Test
  public void othersAreDeletedFromTheInnermostOutwards() throws Exception {
    assertSteps(
        configuration("a/b/c=x", "a/d=x", "e=x"),
        new DeleteOthers(Set.of(ByteString.of("e")), Set.of(), Set.of()),
        "delete a/b/c",
        "delete a/b",
        "delete a/d",
        "delete a");
  }

  @Test
  public void replacingImportDeletesBeforeItMakesAnything() throws Exception {
    List<ImportedEntry> entries =
        List.of(
            new ImportedFile(bytes("a"), bytes("x")),
            new ImportedDirectory(bytes("d")),
            new KeptEntry(bytes("k")));
    assertSteps(
        configuration("a/old=x", "k=x", "z=x"),
        new ImportAll(entries, ImportMode.REPLACE),
        "delete a/old",
        "delete a",
        "delete z",
        "create a",
        "write a 0 x|",
        "mkdir d");
    assertSteps(
        configuration("k=x", "z=x"),
        new ImportAll(entries, ImportMode.MERGE),
        "create a",
        "write a 0 x|",
        "mkdir d");
  }

  /** Another node grants it, by a message of its own. */
  @Test
  public void removalOfALockIsTheRequestAlone() throws Exception {
    Configuration before = configuration("priv/lock/t/");
    TreeEntry lock = before.tree().find(path("priv/lock/t")).orElseThrow();
    List<PrimitiveChange> steps = new RemoveLock(path("priv/lock/t")).steps(before);
    assertEquals(1, steps.size());
    RequestUnlock request = (RequestUnlock) steps.get(0);
    assertEquals(Digest.ofLock(lock), request.lock());
    assertEquals(ByteString.of("priv/lock/t"), request.path().canonical());
  }

  @Test
  public void changeOneOfWhoseStepsWouldBeRefusedHasNone() throws Exception {
    Configuration before = configuration("a=x");
    List<ImportedEntry> entries =
        List.of(
            new ImportedFile(bytes("b"), bytes("x")), new ImportedFile(bytes("a/c"), bytes("x")));
    TreeException refused =
        assertThrows(
            TreeException.class, () -> new ImportAll(entries, ImportMode.MERGE).steps(before));
    assertEquals(Errno.ENOTDIR, refused.errno());
    refused = assertThrows(TreeException.class, () -> new RemoveLock(path("a")).steps(before));
    assertEquals(Errno.EACCES, refused.errno());
  }

  @Test
  public void stepsAreWorkedOutWithoutAChange() throws Exception {
    Configuration before = configuration("a=x");
    assertEquals(2, new PutFile(path("a"), bytes("y")).steps(before).size());
    assertEquals(List.of("a=x"), ListedTree.entries(before.tree()));
  }
}
