package dev.pmxcfs.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.directory.DirectoryException;
import dev.pmxcfs.state.mutation.WriteFile;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeErrno;
import dev.pmxcfs.state.tree.TreeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A plain directory in place of the database: what is served of it, and how soon. */
public class ConfigDirectoryTest {

  private static final long DEADLINE_SECONDS = 10;
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

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
    becomes("one", "storage.cfg");
    int created = counter("storage.cfg");
    assertTrue("create and write count", created > 1);
    put("storage.cfg", "two");
    becomes("two", "storage.cfg");
    int changed = counter("storage.cfg");
    assertTrue("a write counts", changed > created);
    put("storage.cfg", "TWO");
    becomes("TWO", "storage.cfg");
    Files.delete(directory.resolve("storage.cfg"));
    becomes(null, "storage.cfg");
    assertTrue("the end counts", counter("storage.cfg") > changed);
    assertEquals("nothing else counts", 1, counter("user.cfg"));
  }

  @Test
  public void aFileReplacedByRenamingIsServed() throws Exception {
    put("user.cfg", "old");
    open();
    put("user.cfg.tmp", "new");
    move("user.cfg.tmp", "user.cfg");
    becomes("new", "user.cfg");
    becomes(null, "user.cfg.tmp");
    assertTrue(counter("user.cfg") > 1);
  }

  @Test
  public void aTouchedFileCounts() throws Exception {
    put("user.cfg", "same");
    open();
    Files.setLastModifiedTime(
        directory.resolve("user.cfg"), FileTime.from(Instant.ofEpochSecond(1_000_000_000)));
    awaitEqual(2, () -> counter("user.cfg"));
    assertServed("user.cfg", "same");
  }

  @Test
  public void directoriesAreFollowedAsDeepAsTheyGo() throws Exception {
    open();
    put(GUEST_100, "memory: 512\n");
    awaitEqual(true, () -> state.hasGuest(100));
    becomes("memory: 512\n", GUEST_100);
    put("nodes/other/lxc/200.conf", "cores: 1\n");
    awaitEqual(true, () -> state.hasGuest(200));
    move("nodes/other", "nodes/renamed");
    becomes("cores: 1\n", "nodes/renamed/lxc/200.conf");
    becomes(null, "nodes/other/lxc/200.conf");
    assertThat(new String(state.guestList(), UTF_8), containsString("\"node\": \"renamed\""));
    put("nodes/renamed/lxc/200.conf", "cores: 2\n");
    becomes("cores: 2\n", "nodes/renamed/lxc/200.conf");
    deleteAll("nodes/renamed");
    awaitEqual(false, () -> state.hasGuest(200));
    awaitEqual(true, () -> state.tree().find(ConfigPath.of("nodes/renamed")).isEmpty());
    assertTrue(state.hasGuest(100));
  }

  @Test
  public void aGuestMayMoveToAnotherNode() throws Exception {
    put(GUEST_100, "memory: 512\n");
    Files.createDirectories(directory.resolve("nodes/other/qemu-server"));
    open();
    move(GUEST_100, "nodes/other/qemu-server/100.conf");
    becomes("memory: 512\n", "nodes/other/qemu-server/100.conf");
    assertThat(new String(state.guestList(), UTF_8), containsString("\"node\": \"other\""));
    assertTrue(counter("vmlist") > 1);
  }

  @Test
  public void aFileMayBecomeADirectoryAndBack() throws Exception {
    put("a", "file");
    open();
    Files.delete(directory.resolve("a"));
    put("a/b", "below");
    becomes("below", "a/b");
    deleteAll("a");
    put("a", "file");
    becomes("file", "a");
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
    becomes("", "user.cfg");
    assertEquals(Optional.empty(), config(second));
    Files.delete(directory.resolve(GUEST_100));
    becomes("second", second);
  }

  @Test
  public void aFileThatIsTooLargeIsLeftAsItWas() throws Exception {
    String large = "x".repeat(WriteFile.MAX_FILE_SIZE);
    put("large", large);
    open();
    assertServed("large", large);
    put("large", large + "x");
    put("larger", large + "x");
    put("user.cfg", "");
    becomes("", "user.cfg");
    assertServed("large", large);
    assertEquals(Optional.empty(), config("larger"));
    put("larger", "x");
    becomes("x", "larger");
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
    awaitEqual(
        50,
        () -> {
          Optional<TreeEntry> entry = state.tree().find(ConfigPath.of("nodes/one/qemu-server"));
          int files = entry.map(guests -> ((Directory) guests).children().size()).orElse(0);
          assertTrue("part of it: " + files, files == 0 || files == 50);
          return files;
        });
  }

  /** Whatever the JVM's locale makes of them. */
  @Test
  public void namesAreBytes() throws Exception {
    run("mkdir 'b\u00e4+ %41'; printf text > 'b\u00e4+ %41/\u00fc.cfg'");
    open();
    assertServed("b\u00e4+ %41/\u00fc.cfg", "text");
    run("printf more > 'b\u00e4+ %41/\u00fc.cfg'");
    becomes("more", "b\u00e4+ %41/\u00fc.cfg");
    run("rm 'b\u00e4+ %41/\u00fc.cfg'; rmdir 'b\u00e4+ %41'");
    awaitEqual(true, () -> state.tree().root().isEmpty());
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
    becomes("b", "user.cfg");
  }

  @Test
  public void changesByWritersAreRefused() throws Exception {
    put("user.cfg", "a");
    open();
    TreeException refused =
        assertThrows(TreeException.class, () -> state.writer().delete("user.cfg".getBytes(UTF_8)));
    assertEquals(TreeErrno.EROFS, refused.errno());
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
    return state.config(path.getBytes(UTF_8)).map(data -> new String(data, UTF_8));
  }

  private void assertServed(String path, String contents) {
    assertEquals(path, Optional.of(contents), config(path));
  }

  /** Waits until a file is served with these contents, or, for null, is not. */
  private void becomes(String contents, String path) {
    awaitEqual(Optional.ofNullable(contents), () -> config(path));
  }

  private static <T> void awaitEqual(T expected, Supplier<T> actual) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!expected.equals(actual.get()) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    assertEquals(expected, actual.get());
  }

  private int counter(String name) {
    String pattern = "\"" + Pattern.quote(name) + "\": (\\d+)";
    Matcher matcher = Pattern.compile(pattern).matcher(new String(state.fsVersion(), UTF_8));
    assertTrue(name, matcher.find());
    return Integer.parseInt(matcher.group(1));
  }
}
