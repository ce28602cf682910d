package dev.pmxcfs.mount;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.qbipc.linux.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.Test;

/** Directories (mount, section 7), as recorded in 40-06, and names. */
public class DirectoriesTest extends MountTest {

  @Test
  public void item464_refusals() throws Exception {
    shell.mkdir("d");
    shell.put("f", "x");
    Shell.assertRefused(Errno.EEXIST, () -> shell.mkdir("d"));
    Shell.assertRefused(Errno.EEXIST, () -> shell.mkdir("f"));
    Shell.assertRefused(Errno.EEXIST, () -> shell.mknod("f"));
    Shell.assertRefused(Errno.ENOENT, () -> shell.mkdir("no/x"));
    Shell.assertRefused(Errno.ENOTDIR, () -> shell.mkdir("f/x"));
    Shell.assertRefused(Errno.ENOTDIR, () -> shell.rmdir("f"));
    Shell.assertRefused(Errno.EISDIR, () -> shell.unlink("d"));
    Shell.assertRefused(Errno.ENOENT, () -> shell.rmdir("no"));
    Shell.assertRefused(Errno.ENOENT, () -> shell.unlink("no"));
    shell.mkdir("d/x");
    Shell.assertRefused(Errno.ENOTEMPTY, () -> shell.rmdir("d"));
    shell.rmdir("d/x");
    shell.rmdir("d");
    assertTrue(shell.tree.lookup(MountedTree.ROOT, Shell.name("d")).isEmpty());
  }

  @Test
  public void item465_longNamesAreListedOnceEach() throws Exception {
    shell.mkdir("d");
    List<String> names =
        IntStream.range(0, 300).mapToObj(i -> "n".repeat(200) + (1000 + i)).toList();
    for (String name : names) {
      opened.create("d/" + name);
    }
    assertEquals(String.join(" ", names), shell.ls("d"));
  }

  @Test
  public void item466_aListingThatHasBegunStaysAsItIs() throws Exception {
    shell.mkdir("d");
    shell.put("d/a", "");
    shell.put("d/b", "");
    long handle = shell.tree.files().openDirectory(shell.node("d"));
    Listing begun = shell.tree.files().list(handle, true);
    shell.unlink("d/a");
    shell.put("d/c", "");
    assertSame(begun, shell.tree.files().list(handle, false));
    assertEquals("a b", Shell.names(begun));
    shell.close(handle);
  }

  @Test
  public void item467_aListingBegunAnewIsFreshAndInTheSameOrder() throws Exception {
    shell.mkdir("d");
    for (String name : new String[] {"c", "a", "b"}) {
      shell.put("d/" + name, "");
    }
    long handle = shell.tree.files().openDirectory(shell.node("d"));
    Listing first = shell.tree.files().list(handle, true);
    assertEquals(Shell.entries(first), Shell.entries(shell.tree.files().list(handle, true)));
    shell.unlink("d/a");
    assertEquals("b c", Shell.names(shell.tree.files().list(handle, true)));
    shell.close(handle);
  }

  /** However few entries fit into an answer. */
  @Test
  public void aListingGoesOnWhereItEnded() throws Exception {
    for (String name : new String[] {"c", "a", "b", "d"}) {
      shell.mkdir(name);
    }
    long handle = shell.tree.files().openDirectory(MountedTree.ROOT);
    Listing listing = shell.tree.files().list(handle, true);
    shell.close(handle);
    for (int atATime = 1; atATime < 5; atATime++) {
      int most = atATime;
      List<Shell.Listed> entries = new ArrayList<>();
      long[] place = {0, -1};
      while (place[0] != place[1]) {
        place[1] = place[0];
        int begin = entries.size();
        listing.from(
            place[0],
            (next, node, type, name) -> {
              place[0] = next;
              entries.add(new Shell.Listed(node, type, name.toLatin1()));
              return entries.size() < begin + most;
            });
      }
      assertEquals(Shell.entries(listing), entries);
    }
    listing.from(
        Long.MAX_VALUE,
        (next, node, type, name) -> {
          throw new AssertionError(name + " is behind the end");
        });
  }

  @Test
  public void listingsTellNodesAndTypes() throws Exception {
    shell.mkdir("d");
    shell.mkdir("d/sub");
    shell.put("d/f", "");
    long handle = shell.tree.files().openDirectory(shell.node("d"));
    var entries = Shell.entries(shell.tree.files().list(handle, true));
    shell.close(handle);
    assertEquals(
        List.of(
            new Shell.Listed(shell.node("d"), NodeAttributes.DIRECTORY, "."),
            new Shell.Listed(MountedTree.ROOT, NodeAttributes.DIRECTORY, ".."),
            new Shell.Listed(shell.node("d/f"), NodeAttributes.FILE, "f"),
            new Shell.Listed(shell.node("d/sub"), NodeAttributes.DIRECTORY, "sub")),
        entries);
    long root = shell.tree.files().openDirectory(MountedTree.ROOT);
    String built =
        Shell.entries(shell.tree.files().list(root, true)).stream()
            .filter(entry -> entry.type() == NodeAttributes.LINK)
            .map(Shell.Listed::name)
            .collect(Collectors.joining(" "));
    shell.close(root);
    assertEquals("local qemu-server lxc openvz", built);
  }

  @Test
  public void item496_namesAreAnyBytes() throws Exception {
    shell.mkdir("d");
    String[] names = {
      "a b",
      "\u00ff\u00fe",
      "new\nline",
      "quo\"te",
      "back\\slash",
      "...",
      "%s%n",
      "x".repeat(255),
      "y".repeat(256),
      "z".repeat(1024)
    };
    for (String name : names) {
      shell.put("d/" + name, "1");
      assertEquals("1", shell.cat("d/" + name));
    }
    restart();
    for (String name : names) {
      assertEquals("1", shell.cat("d/" + name));
      shell.rename("d/" + name, "d/other");
      shell.unlink("d/other");
    }
    Shell.assertRefused(Errno.ENAMETOOLONG, () -> shell.mknod("d/" + "T".repeat(1025)));
    Shell.assertRefused(
        Errno.ENAMETOOLONG,
        () -> shell.tree.removeFile(MountedTree.ROOT, ByteString.of("T".repeat(1025))));
    for (String wrong : new String[] {"", ".", "..", "a\0", "a/b"}) {
      Shell.assertRefused(
          Errno.EINVAL,
          () -> shell.tree.makeDirectory(MountedTree.ROOT, ByteString.ofLatin1(wrong)));
    }
  }

  @Test
  public void item497_aPathOf40Levels() throws Exception {
    StringBuilder path = new StringBuilder("deep");
    for (int i = 0; i < 40; i++) {
      shell.mkdir(path.toString());
      path.append("/level-").append(i).append("-abcdefghijklmnopqrstuvwxyz");
    }
    shell.put(path.toString(), "bottom");
    assertEquals("bottom", shell.cat(path.toString()));
  }

  @Test
  public void item498_theNameOfTheVersionsRow() throws Exception {
    shell.put("__version__", "x");
    restart();
    assertEquals("x", shell.cat("__version__"));
    shell.unlink("__version__");
    restart();
    assertEquals(1, opened.state().tree().root().entries());
  }
}
