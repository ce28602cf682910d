package dev.pmxcfs.mount;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.VirtualNames;
import dev.qbipc.linux.Errno;
import org.junit.Test;

/** The files and links that are built into the root (mount, section 3), as recorded in 40-11. */
public class BuiltInTest extends MountTest {

  private static final String[] READ_ONLY = {
    ".version", ".members", ".vmlist", ".rrd", ".clusterlog"
  };

  private static String text(byte[] answer) {
    return new String(answer, ISO_8859_1);
  }

  @Test
  public void item423_textsAreThoseOfTheOperations() throws Exception {
    shell.mkdirs("nodes", "nodes/testnode", "nodes/testnode/lxc");
    shell.put("nodes/testnode/lxc/101.conf", "x");
    var state = opened.state();
    state.log(6, ByteString.of("root"), ByteString.of("t"), 1, ByteString.of("hello"));
    assertEquals(text(state.fsVersion()), shell.cat(".version"));
    assertEquals(text(state.clusterInfo()), shell.cat(".members"));
    assertEquals(text(state.guestList()), shell.cat(".vmlist"));
    assertEquals(text(state.clusterLog(ByteString.of(""), 50)), shell.cat(".clusterlog"));
    assertTrue(shell.cat(".clusterlog").contains("hello"));
    assertEquals("0\n", shell.cat(".debug"));
    assertEquals("\0", text(state.rrdDump()));
    assertEquals("", shell.cat(".rrd"));
  }

  @Test
  public void item423_measurementsAreWithoutTheNul() throws Exception {
    var state = opened.state();
    byte[] value = "1:2:3\0".getBytes(ISO_8859_1);
    state.publish(ByteString.of("rrd/pve-node-9.0/testnode"), value);
    assertEquals("pve-node-9.0/testnode:1:2:3\n", shell.cat(".rrd"));
    assertEquals(text(state.rrdDump()), shell.cat(".rrd") + "\0");
  }

  @Test
  public void item424_theSizeIsThatOfTheText() throws Exception {
    for (String file : READ_ONLY) {
      assertEquals(file, shell.cat(file).length(), shell.stat(file).size());
    }
    assertEquals(2, shell.stat(".debug").size());
  }

  @Test
  public void item426_whatTellsOfTheServerCannotBeWritten() throws Exception {
    for (String file : READ_ONLY) {
      long handle = shell.open(file);
      Shell.assertRefused(Errno.EIO, () -> shell.write(handle, 0, "x"));
      assertEquals(0, shell.write(handle, 0, ""));
      shell.close(handle);
      Shell.assertRefused(Errno.EIO, () -> shell.openTruncated(file));
      Shell.assertRefused(Errno.EIO, () -> shell.truncate(file, 0));
    }
  }

  @Test
  public void item427_debugTakesADigitAndALineFeed() throws Exception {
    long handle = shell.openTruncated(".debug");
    assertEquals(2, shell.write(handle, 0, "1\n"));
    assertTrue(shell.debug.isOn());
    assertEquals("1\n", shell.cat(".debug"));
    assertEquals(2, shell.write(handle, 0, "0\nrest"));
    assertEquals("0\n", shell.cat(".debug"));
    assertEquals(0, shell.write(handle, 0, ""));
    for (String wrong : new String[] {"1", "2\n", "\n1"}) {
      Shell.assertRefused(Errno.EIO, () -> shell.write(handle, 0, wrong));
    }
    Shell.assertRefused(Errno.EIO, () -> shell.write(handle, 1, "1\n"));
    assertFalse(shell.debug.isOn());
    shell.close(handle);
    shell.truncate(".debug", 100);
    assertEquals(2, shell.stat(".debug").size());
  }

  @Test
  public void item428_theNamesAreTakenAndStay() throws Exception {
    shell.put("f", "x");
    for (BuiltIn builtIn : BuiltIn.values()) {
      String name = builtIn.fileName().toLatin1();
      Shell.assertRefused(Errno.EEXIST, () -> shell.create(name));
      Shell.assertRefused(Errno.EEXIST, () -> shell.mknod(name));
      Shell.assertRefused(Errno.EEXIST, () -> shell.mkdir(name));
      Shell.assertRefused(Errno.EACCES, () -> shell.unlink(name));
      Shell.assertRefused(Errno.EACCES, () -> shell.rename(name, "other"));
      Shell.assertRefused(Errno.EACCES, () -> shell.rename("f", name));
      Shell.assertRefused(Errno.EACCES, () -> shell.utime(name, 1));
    }
    Shell.assertRefused(Errno.ENOTDIR, () -> shell.mkdir("f/x"));
    assertEquals("x", shell.cat("f"));
  }

  @Test
  public void item429_aTextIsTheSameUntilItIsClosed() throws Exception {
    shell.mkdirs("nodes", "nodes/testnode", "nodes/testnode/lxc");
    long handle = shell.open(".vmlist");
    long node = shell.node(".vmlist");
    String before = shell.read(handle);
    shell.put("nodes/testnode/lxc/101.conf", "x");
    shell.stat(".vmlist");
    assertEquals(before, shell.read(handle));
    assertEquals(before.length(), shell.stat(node, handle).size());
    assertTrue(shell.cat(".vmlist").contains("101"));
    assertTrue(shell.stat(".vmlist").size() > before.length());
    shell.close(handle);
  }

  @Test
  public void item430_theNamesAreOrdinaryElsewhere() throws Exception {
    shell.mkdir("d");
    for (BuiltIn builtIn : BuiltIn.values()) {
      String path = "d/" + builtIn.fileName().toLatin1();
      shell.put(path, "x");
      assertEquals("100640", shell.mode(path));
      assertEquals("x", shell.cat(path));
      shell.unlink(path);
      assertTrue(VirtualNames.contain(builtIn.fileName().toLatin1()));
    }
  }

  @Test
  public void item431_linksLeadToTheDirectoriesOfThisNode() throws Exception {
    String[] links = {"local", "qemu-server", "lxc", "openvz"};
    String[] targets = {
      "nodes/testnode", "nodes/testnode/qemu-server", "nodes/testnode/lxc", "nodes/testnode/openvz"
    };
    for (int i = 0; i < links.length; i++) {
      assertEquals(targets[i], text(shell.tree.target(shell.node(links[i]))));
    }
    Shell.assertRefused(Errno.EINVAL, () -> shell.tree.target(shell.node(".version")));
    Shell.assertRefused(Errno.ELOOP, () -> shell.open("local"));
    Shell.assertRefused(Errno.ENOENT, () -> shell.stat(targets[0]));
  }

  @Test
  public void whatHasTheNameInTheTreeIsHidden() throws Exception {
    opened.put("local", "hidden");
    opened.put(".version", "hidden");
    assertEquals("120755", shell.mode("local"));
    assertTrue(shell.cat(".version").contains("starttime"));
    assertEquals(
        ".clusterlog .debug .members .rrd .version .vmlist local lxc openvz qemu-server",
        shell.ls(""));
  }
}
