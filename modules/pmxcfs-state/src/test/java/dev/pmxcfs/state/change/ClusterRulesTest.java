package dev.pmxcfs.state.change;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.guests.GuestPath;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.ListedTree;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.List;
import org.junit.Test;

/**
 * Where the rules of a node among C servers are not those of a node by itself: what the C server
 * does, bit for bit (its memdb.c).
 */
public class ClusterRulesTest {

  private static final int NODE = 2;
  private static final long NOW = 1_700_000_000L;
  private static final byte[] NOTHING = {};

  private static final String QEMU_100 = "nodes/a/qemu-server/100.conf";
  private static final String LXC_100 = "nodes/a/lxc/100.conf";

  private Configuration configuration;
  private TreeRules rules = TreeRules.CLUSTER;

  private void load(String... entries) throws Exception {
    ConfigTree tree = ListedTree.of(entries);
    long version = tree.root().entries();
    var root = tree.root().attributes();
    tree = tree.with(new Attributes(root.inode(), 0, version, 0, root.mtime(), root.name()));
    configuration = Configuration.loaded(tree, NOW);
  }

  private Draft draft() {
    return new Draft(configuration, new Origin(NODE, NOW), rules, NOW);
  }

  private void apply(Change change) throws TreeException {
    Draft draft = draft();
    change.applyTo(draft);
    configuration = draft.configuration();
  }

  private void assertRefused(int errno, Change change) {
    TreeException refused = assertThrows(TreeException.class, () -> change.applyTo(draft()));
    assertEquals(refused.getMessage(), errno, refused.errno());
  }

  private static ConfigPath path(String path) {
    return ConfigPath.of(path);
  }

  private static WriteFile truncate(String path, int length) {
    return new WriteFile(path(path), length, NOTHING, true);
  }

  private static WriteFile write(String path, int offset, String data) {
    return new WriteFile(path(path), offset, data.getBytes(UTF_8), false);
  }

  private RegularFile file(String path) {
    TreeEntry entry = configuration.tree().find(path(path)).orElseThrow();
    return (RegularFile) entry;
  }

  private void assertFile(String path, String data, boolean isWritten) {
    assertArrayEquals(data.getBytes(UTF_8), file(path).data());
    assertEquals(isWritten, file(path).isWritten());
  }

  private void assertEntries(String... entries) {
    assertEquals(List.of(entries), ListedTree.entries(configuration.tree()));
  }

  // a file without data (memdb_pwrite)

  @Test
  public void emptyFileThatIsMadeLongerHasALengthAndNoData() throws Exception {
    load("f=");
    apply(truncate("f", 3));
    assertFile("f", "\0\0\0", false);
    apply(truncate("f", 2));
    assertFile("f", "\0\0", false);
    apply(write("f", 4, ""));
    assertFile("f", "\0\0\0\0", false);
    apply(new SetMtime(path("f"), 1));
    apply(new RenameEntry(path("f"), path("g")));
    assertFile("g", "\0\0\0\0", false);
    apply(truncate("g", 0));
    assertFile("g", "", true);
  }

  @Test
  public void fileWithoutDataEndsBehindWhatIsWrittenToIt() throws Exception {
    load("f=");
    apply(truncate("f", 9));
    apply(write("f", 2, "ab"));
    assertFile("f", "\0\0ab", true);
    apply(write("f", 1, "x"));
    assertFile("f", "\0xab", true);
    apply(truncate("f", 6));
    assertFile("f", "\0xab\0\0", true);
  }

  @Test
  public void fileThatIsEmptiedHasNoDataEither() throws Exception {
    load("f=abc");
    apply(truncate("f", 0));
    assertFile("f", "", true);
    apply(truncate("f", 1));
    assertFile("f", "\0", false);
  }

  @Test
  public void nodeByItselfStoresTheZeros() throws Exception {
    rules = TreeRules.LOCAL;
    load("f=");
    apply(truncate("f", 3));
    assertFile("f", "\0\0\0", true);
    apply(write("f", 0, "x"));
    assertFile("f", "x\0\0", true);
  }

  // rename (memdb_rename)

  /** It has taken the target out of its memory by then, and counted the change of both. */
  @Test
  public void renameThatIsRefusedForItsSourceHasRemovedItsTarget() throws Exception {
    load("d/f=x", "storage.cfg=y");
    Draft draft = draft();
    var rename = new RenameEntry(path("d"), path("storage.cfg"));
    var refused = assertThrows(HalfDoneChangeException.class, () -> rename.applyTo(draft));
    assertEquals(Errno.ENOTEMPTY, refused.errno());
    ConfigTree before = configuration.tree();
    configuration = draft.configuration();
    assertEntries("d/", "d/f=x");
    assertEquals("no change is counted", before.version(), configuration.tree().version());
    assertEquals(1, draft.change().removed().size());
    assertEquals(2, configuration.watched().counter(2));
  }

  @Test
  public void renameOfADirectoryThatIsNotEmptyToNothingChangesNothing() throws Exception {
    load("d/f=x");
    Draft draft = draft();
    var rename = new RenameEntry(path("d"), path("e"));
    assertThrows(HalfDoneChangeException.class, () -> rename.applyTo(draft));
    assertTrue(draft.isUnchanged());
  }

  /** The C server makes a directory that is its own parent, or goes on with freed memory. */
  @Test
  public void renameIntoOrOntoItselfIsOfNoNodeThatCouldFollow() throws Exception {
    load("d/", "f=x");
    for (Change rename :
        List.of(
            new RenameEntry(path("d"), path("d/x")),
            new RenameEntry(path("d"), path("d")),
            new RenameEntry(path("f"), path("f")))) {
      var refused = assertThrows(UndefinedChangeException.class, () -> rename.applyTo(draft()));
      assertEquals(Errno.EINVAL, refused.errno());
    }
  }

  @Test
  public void namesThatCannotBeMadeCanBeRenamedTo() throws Exception {
    load("f=x");
    assertRefused(Errno.EACCES, new CreateFile(path("..")));
    apply(new RenameEntry(path("f"), path("..")));
    assertEntries("..=x");
    assertRefused(Errno.EACCES, new RenameEntry(path(".."), path("/")));
  }

  // guests (vmlist_delete_vm, vmlist_different_vm_exists)

  /** So another configuration of it can be made. */
  @Test
  public void vmidIsForgottenWithWhateverHadItsPath() throws Exception {
    load(QEMU_100 + "=x", "nodes/a/lxc/");
    apply(new MakeDirectory(path(LXC_100)));
    assertRefused(Errno.EEXIST, new CreateFile(path(LXC_100)));
    apply(new DeleteEntry(path(LXC_100)));
    assertTrue(configuration.guests().guest(100).isEmpty());
    apply(new CreateFile(path(LXC_100)));
    assertEquals(
        GuestPath.of(path(LXC_100)).orElseThrow(),
        configuration.guests().guest(100).orElseThrow().path());
  }

  @Test
  public void vmidStaysTakenWhenADirectoryReplacesItsConfiguration() throws Exception {
    load(QEMU_100 + "=x", "nodes/a/lxc/", "d/");
    apply(new RenameEntry(path("d"), path(QEMU_100)));
    assertTrue(configuration.guests().guest(100).isPresent());
    assertRefused(Errno.EEXIST, new CreateFile(path(LXC_100)));
  }

  /** It looks at the text: {@code strncmp(dirname, "nodes/", 6)}. */
  @Test
  public void pathWithSlashesThatDoNotCountIsNoGuests() throws Exception {
    load(QEMU_100 + "=x", "nodes/a/lxc/", "nodes/b/lxc/");
    for (String path :
        new String[] {"/" + LXC_100, "nodes//a/lxc/100.conf", "nodes/a//lxc/100.conf"}) {
      Draft draft = draft();
      new CreateFile(path(path)).applyTo(draft);
      assertEquals(1, draft.configuration().guests().version());
    }
    assertRefused(Errno.EEXIST, new CreateFile(path("nodes/a/lxc//100.conf")));
    assertRefused(Errno.EEXIST, new CreateFile(path(LXC_100 + "/")));
  }

  // locks (path_is_lockdir, memdb_mtime)

  @Test
  public void lockOfAPathWithSlashesThatDoNotCountTakesAnyTime() throws Exception {
    load("priv/lock/a/");
    apply(new SetMtime(path("/priv/lock/a"), -1));
    assertRefused(Errno.EACCES, new SetMtime(path("priv/lock/a"), 1));
    apply(new SetMtime(path("priv//lock/a"), 1));
  }

  @Test
  public void directoryBelowLocksIsKnownByItsTextBehindSlashes() throws Exception {
    load("priv/lock/a/b/");
    assertRefused(Errno.EACCES, new RenameEntry(path("//priv/lock/a/b"), path("x")));
    apply(new RenameEntry(path("priv//lock/a/b"), path("x")));
    assertEntries("priv/", "priv/lock/", "priv/lock/a/", "x/");
  }

  // limits

  @Test
  public void onlyAFileHasALimit() throws Exception {
    load("f=");
    apply(new MakeDirectory(path("n".repeat(1300))));
    assertRefused(Errno.EFBIG, write("f", WriteFile.MAX_FILE_SIZE, "x"));
    rules = TreeRules.LOCAL;
    assertRefused(Errno.ENAMETOOLONG, new MakeDirectory(path("m".repeat(1300))));
  }

  // who makes a change, and when

  @Test
  public void entryHasTheWriterAndTimeOfTheOrigin() throws Exception {
    load("f=");
    apply(write("f", 0, "x"));
    assertEquals(NODE, file("f").attributes().writer());
    assertEquals((int) NOW, file("f").attributes().mtime());
    assertEquals(NODE, configuration.tree().root().attributes().writer());
    assertFalse(file("f").data().length == 0);
  }
}
