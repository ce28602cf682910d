package dev.pmxcfs.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.directory.DirectoryException;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * A plain directory in place of the database: what is served of it. No test waits: what is done in
 * the directory is seen by whoever asks afterwards.
 */
public class ConfigDirectoryTest {

  private static final String GUEST_100 = "nodes/testnode/qemu-server/100.conf";

  @Rule public TemporaryFolder folder = new TemporaryFolder();

  private Path directory;
  private ClusterState state;

  @Before
  public void makeDirectory() throws IOException {
    directory = folder.newFolder("config").toPath();
  }

  @After
  public void close() throws IOException {
    if (state != null) {
      state.close();
    }
  }

  private void open() throws IOException {
    state =
        ClusterState.open(
            new StateOptions().setNodeName("testnode").setConfigDirectory(directory.toString()));
  }

  @Test
  public void whatIsThereAtTheStartCountsAsLoaded() throws Exception {
    put("storage.cfg", "dir: local\n");
    put(GUEST_100, "memory: 512\n");
    put("nodes/testnode/lxc/101.conf", "");
    open();
    assertServed("storage.cfg", "dir: local\n");
    assertServed("nodes/testnode/lxc/101.conf", "");
    assertEquals(1, counter("vmlist"));
    assertEquals(1, counter("storage.cfg"));
    assertEquals(1, counter("user.cfg"));
    assertEquals(Optional.empty(), config("nodes"));
    assertTrue(state.hasGuest(100) && state.hasGuest(101));
  }

  @Test
  public void anEmptyDirectoryIsAnEmptyTree() throws Exception {
    open();
    assertEquals("{\n\"version\": 0\n\n}\n", new String(state.guestList(), UTF_8));
    assertEquals(1, counter("storage.cfg"));
  }

  @Test
  public void filesAreCreatedChangedAndDeleted() throws Exception {
    open();
    put("storage.cfg", "one");
    assertServed("storage.cfg", "one");
    int created = counter("storage.cfg");
    assertTrue("create and write count", created > 1);
    put("storage.cfg", "two");
    assertServed("storage.cfg", "two");
    int changed = counter("storage.cfg");
    assertTrue("a write counts", changed > created);
    put("storage.cfg", "TWO");
    assertServed("storage.cfg", "TWO");
    Files.delete(directory.resolve("storage.cfg"));
    assertNotServed("storage.cfg");
    assertTrue("the end counts", counter("storage.cfg") > changed);
    assertEquals("nothing else counts", 1, counter("user.cfg"));
  }

  @Test
  public void aFileReplacedByRenamingIsServed() throws Exception {
    put("user.cfg", "old");
    open();
    put("user.cfg.tmp", "new");
    move("user.cfg.tmp", "user.cfg");
    assertServed("user.cfg", "new");
    assertNotServed("user.cfg.tmp");
    assertTrue(counter("user.cfg") > 1);
  }

  @Test
  public void aTouchedFileCounts() throws Exception {
    put("user.cfg", "same");
    open();
    Files.setLastModifiedTime(
        directory.resolve("user.cfg"), FileTime.from(Instant.ofEpochSecond(1_000_000_000)));
    assertEquals(2, counter("user.cfg"));
    assertServed("user.cfg", "same");
  }

  @Test
  public void directoriesAreFollowedAsDeepAsTheyGo() throws Exception {
    open();
    put(GUEST_100, "memory: 512\n");
    assertTrue(state.hasGuest(100));
    assertServed(GUEST_100, "memory: 512\n");
    put("nodes/other/lxc/200.conf", "cores: 1\n");
    assertTrue(state.hasGuest(200));
    move("nodes/other", "nodes/renamed");
    assertServed("nodes/renamed/lxc/200.conf", "cores: 1\n");
    assertNotServed("nodes/other/lxc/200.conf");
    assertThat(new String(state.guestList(), UTF_8), containsString("\"node\": \"renamed\""));
    put("nodes/renamed/lxc/200.conf", "cores: 2\n");
    assertServed("nodes/renamed/lxc/200.conf", "cores: 2\n");
    deleteAll("nodes/renamed");
    assertFalse(state.hasGuest(200));
    assertTrue(state.tree().find(ConfigPath.of("nodes/renamed")).isEmpty());
    assertTrue(state.hasGuest(100));
  }

  @Test
  public void aGuestMayMoveToAnotherNode() throws Exception {
    put(GUEST_100, "memory: 512\n");
    Files.createDirectories(directory.resolve("nodes/other/qemu-server"));
    open();
    move(GUEST_100, "nodes/other/qemu-server/100.conf");
    assertServed("nodes/other/qemu-server/100.conf", "memory: 512\n");
    assertThat(new String(state.guestList(), UTF_8), containsString("\"node\": \"other\""));
    assertTrue(counter("vmlist") > 1);
  }

  @Test
  public void aFileMayBecomeADirectoryAndBack() throws Exception {
    put("a", "file");
    open();
    Files.delete(directory.resolve("a"));
    put("a/b", "below");
    assertServed("a/b", "below");
    deleteAll("a");
    put("a", "file");
    assertServed("a", "file");
  }

  @Test
  public void aSecondConfigurationOfAGuestIsLeftOutUntilTheFirstIsGone() throws Exception {
    String second = "nodes/testnode2/qemu-server/100.conf";
    put(GUEST_100, "first");
    put(second, "second");
    open();
    assertServed(GUEST_100, "first");
    assertEquals(Optional.empty(), config(second));
    put("user.cfg", "");
    assertServed("user.cfg", "");
    assertEquals(Optional.empty(), config(second));
    Files.delete(directory.resolve(GUEST_100));
    assertServed(second, "second");
  }

  @Test
  public void aFileThatIsTooLargeIsLeftOut() throws Exception {
    String large = "x".repeat(WriteFile.MAX_FILE_SIZE);
    put("large", large);
    open();
    assertServed("large", large);
    put("larger", large + "x");
    assertNotServed("larger");
    move("larger", "large");
    assertNotServed("large");
    put("larger", "x");
    assertServed("larger", "x");
  }

  @Test
  public void linksAndVersionControlAreNotServed() throws Exception {
    put("storage.cfg", "dir: local\n");
    put(".git/config", "[core]\n");
    put("sdn/.running-config", "{}");
    Files.createSymbolicLink(directory.resolve("link"), Path.of("storage.cfg"));
    open();
    assertEquals(Optional.empty(), config("link"));
    assertEquals(Optional.empty(), config(".git/config"));
    assertServed("sdn/.running-config", "{}");
  }

  /** Whatever changed at once is seen at once. */
  @Test
  public void aWholeDirectoryMovedInIsOneChange() throws Exception {
    for (int vmid = 100; vmid < 150; vmid++) {
      put("../aside/" + vmid + ".conf", "memory: 512\n");
    }
    Files.createDirectories(directory.resolve("nodes/one"));
    open();
    move("../aside", "nodes/one/qemu-server");
    assertEquals(50, guestsOf("one"));
  }

  private int guestsOf(String node) {
    Optional<TreeEntry> entry = state.tree().find(ConfigPath.of("nodes/" + node + "/qemu-server"));
    return entry.map(guests -> ((Directory) guests).children().size()).orElse(0);
  }

  /** Whatever the JVM's locale makes of them. */
  @Test
  public void namesAreBytes() throws Exception {
    run("mkdir 'b\u00e4+ %41'; printf text > 'b\u00e4+ %41/\u00fc.cfg'");
    open();
    assertServed("b\u00e4+ %41/\u00fc.cfg", "text");
    run("printf more > 'b\u00e4+ %41/\u00fc.cfg'");
    assertServed("b\u00e4+ %41/\u00fc.cfg", "more");
    run("rm 'b\u00e4+ %41/\u00fc.cfg'; rmdir 'b\u00e4+ %41'");
    assertTrue(state.tree().root().isEmpty());
  }

  /** Has a shell do something in the directory: it takes names in UTF-8 in every locale. */
  private void run(String commands) throws Exception {
    Process shell = new ProcessBuilder("sh").directory(directory.toFile()).start();
    try (var input = shell.getOutputStream()) {
      input.write(commands.getBytes(UTF_8));
    }
    assertEquals(0, shell.waitFor());
  }

  @Test
  public void theDirectoryMayBeALink() throws Exception {
    put("user.cfg", "a");
    Path link = Files.createSymbolicLink(folder.getRoot().toPath().resolve("link"), directory);
    directory = link;
    open();
    assertServed("user.cfg", "a");
    put("user.cfg", "b");
    assertServed("user.cfg", "b");
  }

  @Test
  public void changesByWritersAreRefused() throws Exception {
    put("user.cfg", "a");
    open();
    TreeException refused =
        assertThrows(
            TreeException.class,
            () -> new ChangeWriter(state.changes()).delete("user.cfg".getBytes(UTF_8)));
    assertEquals(Errno.EROFS, refused.errno());
    assertServed("user.cfg", "a");
  }

  @Test
  public void whatIsNoDirectoryIsNamed() throws Exception {
    put("file", "");
    for (String name : new String[] {"file", "missing"}) {
      directory = directory.resolveSibling("config").resolve(name);
      DirectoryException refused = assertThrows(DirectoryException.class, this::open);
      assertThat(refused.getMessage(), containsString(directory.toString()));
    }
  }

  private void put(String path, String contents) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, contents);
  }

  private void move(String from, String to) throws IOException {
    Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.REPLACE_EXISTING);
  }

  private void deleteAll(String path) throws IOException {
    try (var files = Files.walk(directory.resolve(path))) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private Optional<String> config(String path) {
    return state.config(ByteString.of(path)).map(data -> new String(data, UTF_8));
  }

  private void assertServed(String path, String contents) {
    assertEquals(path, shortened(contents), config(path).map(data -> shortened(data)).orElse(null));
  }

  /** A mebibyte is more than a report of a failure should hold. */
  private static String shortened(String contents) {
    return contents.length() < 100 ? contents : contents.length() + " characters";
  }

  private void assertNotServed(String path) {
    assertEquals(path, Optional.empty(), config(path).map(data -> shortened(data)));
  }

  private int counter(String name) {
    String pattern = "\"" + Pattern.quote(name) + "\": (\\d+)";
    Matcher matcher = Pattern.compile(pattern).matcher(new String(state.fsVersion(), UTF_8));
    assertTrue(name, matcher.find());
    return Integer.parseInt(matcher.group(1));
  }
}
