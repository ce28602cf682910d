package dev.pmxcfs.state.directory;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.directory.Finding.FoundDirectory;
import dev.pmxcfs.state.directory.Finding.FoundFile;
import dev.pmxcfs.state.directory.Finding.Gone;
import dev.pmxcfs.state.directory.Finding.LeftOut;
import dev.pmxcfs.state.directory.Finding.SameFile;
import dev.pmxcfs.state.directory.Finding.Unreadable;
import dev.pmxcfs.state.tree.TreeLimits;
import dev.qbipc.linux.file.FileStatus;
import dev.qbipc.linux.file.OpenDirectory;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What a look finds, also where others change what it looks at under its hands. */
public class DirectoryScanTest {

  private static final int OTHER = 54_321;
  private static final int MIB = 1024 * 1024;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Listener listener = new Listener();
  private Path root;

  @Before
  public void nameRoot() {
    root = folder.getRoot().toPath();
  }

  private interface Interference {
    void happen() throws IOException;
  }

  /** Does something between two steps of the look. */
  private static final class Listener implements DirectoryScan.Listener {

    private final List<String> abandoned = new ArrayList<>();
    private Interference beforeOpening = () -> {};
    private Interference afterEntering = () -> {};
    private boolean known;
    private boolean entered = true;

    @Override
    public boolean isKnown(String path, FileStatus status) {
      happen(beforeOpening);
      return known;
    }

    @Override
    public boolean enter(String path, OpenDirectory directory) {
      happen(afterEntering);
      return entered;
    }

    @Override
    public void abandon(String path) {
      abandoned.add(path);
    }

    @Override
    public void progress() {}

    private static void happen(Interference interference) {
      try {
        interference.happen();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void look(DirectoryScan scan, Path directory, String name) throws IOException {
    try (OpenDirectory opened = OpenDirectory.open(directory)) {
      scan.look(opened, "", name);
    }
  }

  private Finding look(String name) throws IOException {
    var scan = new DirectoryScan(listener, TreeLimits.MAX_BYTES);
    look(scan, root, name);
    return scan.findings().get(name);
  }

  private static void assertUnreadable(String reason, Finding found) {
    assertEquals(new Unreadable(reason), found);
  }

  private static void assertLeftOut(String reason, Finding found) {
    assertTrue(found.toString(), found instanceof LeftOut);
    assertEquals(reason, ((LeftOut) found).entry().reason());
  }

  @Test
  public void aFileThatIsKnownIsNotReadAgain() throws Exception {
    Files.writeString(root.resolve("f"), "x");
    listener.known = true;
    assertEquals(new SameFile(), look("f"));
    listener.known = false;
    assertArrayEquals(new byte[] {'x'}, ((FoundFile) look("f")).data());
  }

  @Test
  public void whatIsNotThereIsGone() throws Exception {
    assertEquals(new Gone(), look("f"));
    Path file = Files.createFile(root.resolve("f"));
    listener.beforeOpening = () -> Files.delete(file);
    assertEquals(new Gone(), look("f"));
  }

  @Test
  public void aFileThatIsReplacedMeanwhileIsNotTaken() throws Exception {
    Path file = Files.createFile(root.resolve("f"));
    listener.beforeOpening =
        () -> {
          Files.delete(file);
          Files.createDirectory(file);
        };
    assertUnreadable("was replaced while it was looked at", look("f"));
  }

  @Test
  public void aLinkInAFilesPlaceIsNotFollowed() throws Exception {
    Path file = Files.createFile(root.resolve("f"));
    listener.beforeOpening =
        () -> {
          Files.delete(file);
          Files.createSymbolicLink(file, Path.of("/etc/passwd"));
        };
    assertUnreadable("is a symbolic link", look("f"));
  }

  @Test
  public void aFileThatGrowsTooLargeMeanwhileIsLeftOut() throws Exception {
    Path file = Files.createFile(root.resolve("f"));
    listener.beforeOpening = () -> Files.write(file, new byte[MIB + 1]);
    assertLeftOut("is larger than 1048576 bytes", look("f"));
    listener.beforeOpening = () -> Files.write(file, new byte[MIB]);
    Files.write(file, new byte[0]);
    assertEquals(MIB, ((FoundFile) look("f")).data().length);
  }

  @Test
  public void asManyBytesAreReadAsThereIsRoomFor() throws Exception {
    var scan = new DirectoryScan(listener, 10);
    for (String name : List.of("a", "b", "c")) {
      Files.write(root.resolve(name), new byte[5]);
      look(scan, root, name);
    }
    assertTrue(scan.findings().get("a") instanceof FoundFile);
    assertTrue("exactly", scan.findings().get("b") instanceof FoundFile);
    assertUnreadable("there are more than 134217728 bytes in all", scan.findings().get("c"));
    Files.createFile(root.resolve("d"));
    look(scan, root, "d");
    assertTrue(scan.findings().get("d") instanceof FoundFile);
  }

  @Test
  public void asManyNamesAreLookedAtAsATreeMayHave() throws Exception {
    var scan = new DirectoryScan(listener, 10);
    for (int i = 1; i < TreeLimits.MAX_ENTRIES; i++) {
      scan.findings().put("x" + i, new Gone());
    }
    Files.createFile(root.resolve("a"));
    Files.createFile(root.resolve("b"));
    look(scan, root, "a");
    look(scan, root, "b");
    assertTrue(scan.findings().get("a") instanceof FoundFile);
    assertUnreadable("there are more than 262144 files and directories", scan.findings().get("b"));
  }

  @Test
  public void aDirectoryIsEnteredIfTheListenerSaysSo() throws Exception {
    Files.createDirectory(root.resolve("d"));
    Files.createFile(root.resolve("d/f"));
    var scan = new DirectoryScan(listener, 10);
    look(scan, root, "d");
    assertEquals(List.of("d", "d/f"), List.copyOf(scan.findings().keySet()));
    assertEquals(new FoundDirectory(true), scan.findings().get("d"));
    listener.entered = false;
    assertEquals(new FoundDirectory(false), look("d"));
    assertEquals(List.of(), listener.abandoned);
  }

  @Test
  public void aDirectoryThatCannotBeListedIsAbandoned() throws Exception {
    Path directory = Files.createDirectory(root.resolve("d"));
    listener.afterEntering = () -> Files.delete(directory);
    assertEquals(new Gone(), look("d"));
    assertEquals(List.of("d"), listener.abandoned);
  }

  /** Or else its owner could have root show what only others may read. */
  @Test
  @Needs(Requirement.ROOT)
  public void whatTheDirectorysOwnerMayNotReadIsLeftOut() throws Exception {
    String reason = "may not be read by who owns the directory it is in";
    Path file = Files.writeString(root.resolve("f"), "x");
    Path directory = Files.createDirectory(root.resolve("d"));
    int group = (Integer) Files.getAttribute(root, "unix:gid");
    for (Path path : List.of(file, directory)) {
      String name = path.getFileName().toString();
      Files.setAttribute(path, "unix:uid", OTHER);
      Files.setAttribute(path, "unix:gid", OTHER);
      for (String mode : List.of("rwx------", "rwxr-x---")) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        assertLeftOut(reason, look(name));
      }
      Files.setAttribute(path, "unix:gid", group);
      assertFalse("its group may", look(name) instanceof LeftOut);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx---r-x"));
      Files.setAttribute(path, "unix:gid", OTHER);
      assertFalse("all may", look(name) instanceof LeftOut);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      Files.setAttribute(path, "unix:uid", Files.getAttribute(root, "unix:uid"));
      assertFalse("it is its own", look(name) instanceof LeftOut);
    }
  }

  /** It belongs to another user. */
  @Test
  public void anotherFileSystemIsNotEntered() throws Exception {
    var scan = new DirectoryScan(listener, 10);
    look(scan, Path.of("/"), "proc");
    assertLeftOut("is on another file system", scan.findings().get("proc"));
  }
}
