package dev.pmxcfs.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;

import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Random changes of the tree give what they give in a simple model of it. */
public class TreeModelTest {

  private static final int CHANGES = 3000;
  private static final int CHANGES_BETWEEN_RESTARTS = 100;
  private static final int MAX_OFFSET = 6;

  private static final List<String> PATHS =
      List.of(
          "f",
          "g",
          "d",
          "d/f",
          "d/e",
          "d/e/f",
          "storage.cfg",
          "nodes/a/qemu-server/100.conf",
          "nodes/a/qemu-server/101.conf",
          "nodes/a/lxc/100.conf",
          "nodes/a/lxc/101.conf",
          "nodes/b/qemu-server/100.conf",
          "nodes/b/qemu-server/0100.conf",
          "nodes/b/qemu-server/100.conf/f",
          "nodes/b/qemu-server");

  @Rule public OpenedState opened = new OpenedState();

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final TreeModel model = new TreeModel();

  @Before
  public void makeNodes() throws Exception {
    for (String path :
        new String[] {
          "nodes", "nodes/a", "nodes/a/qemu-server", "nodes/a/lxc", "nodes/b", "nodes/b/qemu-server"
        }) {
      opened.makeDirectory(path);
      model.makeDirectory(path);
    }
  }

  @Test
  public void randomChangesGiveWhatTheModelGives() throws Exception {
    for (int i = 0; i < CHANGES; i++) {
      changeBoth("seed " + seed + ", change " + i + ": ");
      if (i % CHANGES_BETWEEN_RESTARTS == 0) {
        String before = TreeText.of(opened.state().tree());
        opened.reopen();
        assertEquals("seed " + seed, before, TreeText.of(opened.state().tree()));
        assertAgrees("seed " + seed + ", reopened after change " + i);
      }
    }
  }

  private interface Change {
    void run() throws TreeException;
  }

  private void changeBoth(String about) {
    String path = anyPath();
    String other = anyPath();
    String data = "x".repeat(random.nextInt(4));
    int offset = random.nextInt(MAX_OFFSET);
    boolean truncate = random.nextBoolean();
    switch (random.nextInt(7)) {
      case 0 ->
          check(
              about + "mkdir " + path, model.makeDirectory(path), () -> opened.makeDirectory(path));
      case 1, 2 -> check(about + "create " + path, model.create(path), () -> opened.create(path));
      case 3 ->
          check(
              about + "write " + path,
              model.write(path, offset, data, truncate),
              () -> opened.write(path, offset, data, truncate));
      case 4 ->
          check(about + "mtime " + path, model.setMtime(path), () -> opened.setMtime(path, offset));
      case 5 -> check(about + "delete " + path, model.delete(path), () -> opened.delete(path));
      default ->
          check(
              about + "rename " + path + " to " + other,
              model.rename(path, other),
              () -> opened.rename(path, other));
    }
  }

  private String anyPath() {
    return PATHS.get(random.nextInt(PATHS.size()));
  }

  private void check(String about, String expectedError, Change change) {
    var tree = opened.state().tree();
    String error = null;
    try {
      change.run();
    } catch (TreeException e) {
      error = Errno.name(e.errno());
      assertSame(about, tree, opened.state().tree());
    }
    assertEquals(about, expectedError, error);
    assertAgrees(about);
  }

  private void assertAgrees(String about) {
    TreeMap<String, String> entries = new TreeMap<>();
    Directory root = opened.state().tree().root();
    addAll(entries, "", root);
    assertEquals(about, model.entries(), entries);
    List<String> files = entries.values().stream().filter(Objects::nonNull).toList();
    assertEquals(about, files.size(), root.files());
    assertEquals(about, files.stream().mapToLong(String::length).sum(), root.bytes());
    assertEquals(about, model.guests(), opened.guests(false));
  }

  private static void addAll(Map<String, String> entries, String prefix, Directory directory) {
    for (TreeEntry child : directory.children()) {
      String path = prefix + child.attributes().name();
      if (child instanceof RegularFile file) {
        entries.put(path, new String(file.data(), UTF_8));
      } else if (child instanceof Directory inner) {
        entries.put(path, null);
        addAll(entries, path + "/", inner);
      }
    }
  }
}
