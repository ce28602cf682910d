package dev.pmxcfs.state.change;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import org.junit.Test;

/** No change makes a configuration that a server would not load again. */
public class TreeLimitsTest {

  private static final int MAX_ENTRIES = 262_144;
  private static final int MIB = 1024 * 1024;
  private static final int MAX_MIB = 128;

  private static final byte[] DATA = new byte[MIB];
  private static final byte[] NOTHING = {};

  private static ConfigTree treeOf(int files, byte[] data) {
    ConfigTree tree = ConfigTree.empty(1, 0);
    for (int i = 1; i <= files; i++) {
      var attributes = new Attributes(i, 0, 1, 0, 0, ByteString.of("f" + i));
      tree = tree.with(ConfigPath.of(""), new RegularFile(attributes, data));
    }
    return tree;
  }

  private static Draft draft(ConfigTree tree) throws Exception {
    return new Draft(Configuration.loaded(tree, 0), new Origin(0, 0));
  }

  private static void assertRefused(int errno, String reason, Change change, Draft draft) {
    TreeException refused = assertThrows(TreeException.class, () -> change.applyTo(draft));
    assertEquals(errno, refused.errno());
    assertEquals(reason, refused.getMessage());
  }

  private static ConfigPath path(String path) {
    return ConfigPath.of(path);
  }

  @Test
  public void filesHoldNoMoreThanTheyMayTogether() throws Exception {
    ConfigTree full = treeOf(MAX_MIB, DATA);
    new PutFile(path("f1"), DATA).applyTo(draft(full));
    new RenameEntry(path("f1"), path("g")).applyTo(draft(full));
    new RenameEntry(path("f1"), path("f2")).applyTo(draft(full));
    new CreateFile(path("empty")).applyTo(draft(full));
    new MakeDirectory(path("d")).applyTo(draft(full));
    String reason = "/g: all files would have more than 134217728 bytes (ENOSPC)";
    assertRefused(Errno.ENOSPC, reason, new PutFile(path("g"), new byte[1]), draft(full));
    assertRefused(Errno.ENOSPC, reason, new ImportFile(path("g"), new byte[1]), draft(full));
    Draft draft = draft(full);
    new WriteFile(path("f1"), 0, new byte[MIB - 1], true).applyTo(draft);
    new PutFile(path("g"), new byte[1]).applyTo(draft);
    assertRefused(Errno.ENOSPC, reason, new WriteFile(path("g"), 1, new byte[1], false), draft);
  }

  @Test
  public void thereAreNoMoreEntriesThanMayBe() throws Exception {
    ConfigTree almostFull = treeOf(MAX_ENTRIES - 2, NOTHING); // the root is one
    new CreateFile(path("d")).applyTo(draft(almostFull));
    Draft draft = draft(almostFull);
    new MakeDirectory(path("d")).applyTo(draft);
    new PutFile(path("f1"), DATA).applyTo(draft);
    new RenameEntry(path("f1"), path("d/f")).applyTo(draft);
    String reason = "/e: there would be more than 262144 files and directories (ENOSPC)";
    assertRefused(Errno.ENOSPC, reason, new MakeDirectory(path("e")), draft);
    Draft another = draft(almostFull);
    new MakeDirectory(path("d")).applyTo(another);
    assertRefused(Errno.ENOSPC, reason, new CreateFile(path("e")), another);
    Draft third = draft(almostFull);
    new MakeDirectory(path("d")).applyTo(third);
    new DeleteEntry(path("f2")).applyTo(third);
    new CreateFile(path("e")).applyTo(third);
  }

  @Test
  public void newNamesAreAsLongAsThoseOfCPmxcfsMayBe() throws Exception {
    String longest = "n".repeat(1024);
    String longer = longest + "n";
    String reason = "/" + longer + ": has a name of more than 1024 bytes (ENAMETOOLONG)";
    for (Change change :
        new Change[] {
          new CreateFile(path(longest)),
          new MakeDirectory(path(longest)),
          new RenameEntry(path("f1"), path(longest))
        }) {
      change.applyTo(draft(treeOf(1, NOTHING)));
    }
    for (Change change :
        new Change[] {
          new CreateFile(path(longer)),
          new MakeDirectory(path(longer)),
          new RenameEntry(path("f1"), path(longer))
        }) {
      assertRefused(Errno.ENAMETOOLONG, reason, change, draft(treeOf(1, NOTHING)));
    }
  }

  /** A database of the C server may have such. */
  @Test
  public void longerNamesThatAreThereMayBeUsed() throws Exception {
    String longer = "n".repeat(1025);
    var attributes = new Attributes(1, 0, 1, 0, 0, ByteString.of(longer));
    ConfigTree tree =
        ConfigTree.empty(1, 0).with(ConfigPath.of(""), new RegularFile(attributes, NOTHING));
    Draft draft = draft(tree);
    new PutFile(path(longer), DATA).applyTo(draft);
    new RenameEntry(path(longer), path("short")).applyTo(draft);
    assertEquals(1, draft.configuration().tree().root().files());
  }
}
