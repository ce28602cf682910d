package dev.pmxcfs.mount;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;

import org.junit.Test;

/** What stat shows (mount, section 2), as recorded in 40-01, 40-02 and 40-12. */
public class NodeAttributesTest extends MountTest {

  private void assertMode(String mode, String path) throws Exception {
    assertEquals(path, mode, shell.mode(path));
  }

  private void makeTree() throws Exception {
    shell.mkdirs("d", "priv", "priv/lock", "priv/lock/held", "nodes", "nodes/testnode");
    shell.mkdir("nodes/testnode/priv");
    for (String file : new String[] {"d/f", "d/100.mount", "priv/k", "nodes/testnode/priv/k"}) {
      shell.put(file, "x");
    }
  }

  @Test
  public void item413_modesWithAQuorum() throws Exception {
    makeTree();
    assertMode("40755", "");
    assertMode("40755", "d");
    assertMode("100640", "d/f");
    assertMode("100740", "d/100.mount");
    assertMode("40700", "priv");
    assertMode("40700", "priv/lock/held");
    assertMode("100600", "priv/k");
    assertMode("100600", "nodes/testnode/priv/k");
    for (String link : new String[] {"local", "qemu-server", "lxc", "openvz"}) {
      assertMode("120755", link);
    }
    for (String file : new String[] {".version", ".members", ".vmlist", ".rrd", ".clusterlog"}) {
      assertMode("100440", file);
    }
    assertMode("100640", ".debug");
  }

  @Test
  public void item414_modesWithoutAQuorum() throws Exception {
    makeTree();
    opened.state().status().setQuorate(false);
    assertMode("40755", "");
    assertMode("40555", "d");
    assertMode("100440", "d/f");
    assertMode("100540", "d/100.mount");
    assertMode("40500", "priv");
    assertMode("40500", "priv/lock/held");
    assertMode("100400", "priv/k");
    assertMode("100400", "nodes/testnode/priv/k");
    assertMode("120555", "local");
    assertMode("100440", ".version");
    assertMode("100640", ".debug");
    opened.state().status().setQuorate(true);
    assertMode("40755", "d");
  }

  @Test
  public void item415_linksOwnersAndBlocks() throws Exception {
    shell.mkdir("d");
    assertEquals(2, shell.stat("d").links());
    assertEquals(2, shell.stat("").links());
    assertEquals(1, shell.stat("local").links());
    int[] sizes = {0, 1, 4096, 4097};
    int[] blocks = {0, 1, 1, 2};
    for (int i = 0; i < sizes.length; i++) {
      shell.put("d/f", "x".repeat(sizes[i]));
      NodeAttributes file = shell.stat("d/f");
      assertEquals(1, file.links());
      assertEquals(Shell.GID, file.gid());
      assertEquals(sizes[i], file.size());
      assertEquals(blocks[i], file.blocks());
    }
    assertEquals(0, shell.stat(".version").blocks());
    assertEquals(Shell.GID, shell.stat(".version").gid());
    assertEquals(0, shell.stat("d").size());
  }

  @Test
  public void item416_privatePlaces() throws Exception {
    shell.mkdirs("a", "a/priv", "priv", "priv/deep", "priv/deep/er", "nodes", "nodes/priv");
    shell.mkdirs(
        "nodes/any", "nodes/any/priv", "nodes/any/priv/d", "nodes/any/x", "nodes/any/x/priv");
    shell.mkdir("nodes/priv/x");
    for (String dir : new String[] {"priv/deep", "priv/deep/er", "nodes/any/priv/d"}) {
      assertMode("40700", dir);
      shell.put(dir + "/k", "s");
      assertMode("100600", dir + "/k");
    }
    for (String dir : new String[] {"a/priv", "nodes/priv", "nodes/priv/x", "nodes/any/x/priv"}) {
      assertMode("40755", dir);
      shell.put(dir + "/k", "s");
      assertMode("100640", dir + "/k");
    }
    shell.put("privx", "s");
    assertMode("100640", "privx");
  }

  @Test
  public void item417_namesOfScripts() throws Exception {
    for (String name :
        "100.mount vps.umount 100.start 100.stop 7.premount 7.postumount vps.mount".split(" ")) {
      shell.mknod(name);
      assertMode("100740", name);
    }
    for (String name : "0100.mount 100.mountx vps.conf 100.conf vpsx.mount 100mount".split(" ")) {
      shell.mknod(name);
      assertMode("100640", name);
    }
  }

  @Test
  public void item419_theTimeOfADirectoryStaysWhileEntriesChange() throws Exception {
    shell.mkdir("d");
    shell.utime("d", 1000);
    shell.put("d/f", "x");
    shell.unlink("d/f");
    assertEquals(1000, shell.stat("d").mtime());
  }

  @Test
  public void item420_renamingSetsTheTimeOfTheMovedEntry() throws Exception {
    shell.put("f", "x");
    shell.utime("f", 3000);
    opened.clock().advance(5);
    shell.rename("f", "g");
    assertEquals(now(), shell.stat("g").mtime());
  }

  @Test
  public void item421_theRootAndLinks() throws Exception {
    shell.mkdir("d");
    assertEquals(0, shell.stat("").mtime());
    assertEquals("nodes/testnode".length(), shell.stat("local").size());
    assertEquals(26, shell.stat("qemu-server").size());
    assertEquals(18, shell.stat("lxc").size());
    assertEquals(21, shell.stat("openvz").size());
    assertEquals(0, shell.stat("local").mtime());
  }

  @Test
  public void item422_nodesStayTheSame() throws Exception {
    assertEquals(1, shell.stat("").node());
    shell.mkdir("d");
    shell.put("d/f", "x");
    long file = shell.node("d/f");
    long dir = shell.node("d");
    shell.put("d/f", "y");
    shell.rename("d/f", "d/g");
    restart();
    assertEquals(file, shell.node("d/g"));
    assertEquals(dir, shell.node("d"));
    assertEquals(dir, shell.tree.attributes(dir).node());
    shell.unlink("d/g");
    shell.put("d/g", "x");
    assertNotEquals(file, shell.node("d/g"));
  }

  @Test
  public void item480_timesAreThoseOf32Bits() throws Exception {
    shell.put("f", "x");
    shell.utime("f", -1);
    assertEquals(4_294_967_295L, shell.stat("f").mtime());
    shell.utime("f", 4_294_967_373L);
    assertEquals(77, shell.stat("f").mtime());
  }
}
