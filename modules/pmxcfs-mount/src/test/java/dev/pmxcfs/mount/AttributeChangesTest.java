package dev.pmxcfs.mount;

import static org.junit.Assert.assertEquals;

import dev.qbipc.linux.Errno;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.Test;

/** Changes of modes, owners and times (mount, section 7), as recorded in 40-08. */
public class AttributeChangesTest extends MountTest {

  private void makeTree() throws Exception {
    shell.mkdirs("priv", "d");
    shell.put("f", "x");
    shell.put("priv/f", "x");
  }

  private void assertModeRefused(int mode, String path) {
    Shell.assertRefused(Errno.EPERM, () -> shell.chmod(path, mode));
  }

  private void assertOwnerRefused(int uid, int gid, String path) {
    Shell.assertRefused(Errno.EPERM, () -> shell.chown(path, uid, gid));
  }

  @Test
  public void item478_modesCanBeSetToThoseOfFiles() throws Exception {
    makeTree();
    long version = opened.version();
    for (String path : new String[] {"f", "d", ".version", ".debug", "local", ""}) {
      shell.chmod(path, 0640);
      for (int mode : new int[] {0600, 0644, 0660, 0400, 04640, 0700, 01755}) {
        assertModeRefused(mode, path);
      }
    }
    for (String path : new String[] {"f", ".debug"}) {
      assertModeRefused(0755, path);
      assertModeRefused(0440, path);
    }
    shell.chmod("f", NodeAttributes.FILE | 0640);
    shell.chmod("priv/f", 0600);
    shell.chmod("priv", 0600);
    assertModeRefused(0640, "priv/f");
    assertModeRefused(0400, "priv/f");
    assertEquals("100640", shell.mode("f"));
    assertEquals("40755", shell.mode("d"));
    assertEquals(version, opened.version());
  }

  /** Defect F10: a directory takes the mode of files in C pmxcfs, and not its own. */
  @Test
  public void item478_everythingCanBeGivenTheModeThatItHas() throws Exception {
    makeTree();
    shell.mkdirs("priv/d", "nodes", "nodes/n", "nodes/n/priv");
    shell.put("100.start", "x");
    shell.put("priv/100.start", "x");
    String[] paths = {
      "",
      "d",
      "f",
      "100.start",
      "priv",
      "priv/d",
      "priv/f",
      "priv/100.start",
      "nodes/n/priv",
      ".version",
      ".debug",
      "local",
      "lxc"
    };
    for (String path : paths) {
      int mode = shell.stat(path).mode();
      shell.chmod(path, mode);
      assertEquals(path, mode, shell.stat(path).mode());
      assertModeRefused(mode ^ 01, path);
    }
    long handle = shell.open("100.start");
    long node = shell.node("100.start");
    shell.unlink("100.start");
    Shell.await(shell.tree.change(node, AttributeRequest.ofMode(0740)));
    shell.close(handle);
  }

  @Test
  public void item479_ownersCanBeSetToThoseThatAreThere() throws Exception {
    makeTree();
    long version = opened.version();
    for (String path : new String[] {"f", "d", ".version", "local", ""}) {
      shell.chown(path, 0, Shell.GID);
      shell.chown(path, -1, -1);
      shell.chown(path, 0, -1);
      shell.chown(path, -1, Shell.GID);
      assertOwnerRefused(Shell.GID, Shell.GID, path);
      assertOwnerRefused(0, 0, path);
      assertOwnerRefused(-1, 0, path);
      assertOwnerRefused(1000, -1, path);
    }
    assertEquals(version, opened.version());
  }

  @Test
  public void item480_timesCount() throws Exception {
    makeTree();
    long version = opened.version();
    shell.utime("f", 222);
    assertEquals(222, shell.stat("f").mtime());
    shell.utime("f", 0);
    assertEquals(0, shell.stat("f").mtime());
    assertEquals(version + 2, opened.version());
    Shell.assertRefused(Errno.EACCES, () -> shell.utime("", 1));
    assertEquals(version + 2, opened.version());
  }

  @Test
  public void item483_nothingAskedIsNothingDone() throws Exception {
    makeTree();
    long version = opened.version();
    shell.change(
        "f",
        new AttributeRequest(
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalLong.empty(),
            OptionalLong.empty()));
    assertEquals(version, opened.version());
  }

  @Test
  public void sizeAndTimeTogether() throws Exception {
    makeTree();
    NodeAttributes changed =
        shell.change(
            "f",
            new AttributeRequest(
                OptionalInt.of(0640),
                OptionalInt.of(0),
                OptionalInt.of(Shell.GID),
                OptionalLong.of(3),
                OptionalLong.of(99)));
    assertEquals(3, changed.size());
    assertEquals(99, changed.mtime());
    assertEquals(3, shell.stat("f").size());
    assertEquals(99, shell.stat("f").mtime());
  }
}
