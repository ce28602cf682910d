package dev.qbipc.linux.file;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.CodeSource;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Where root may name files by their paths. */
@Needs(Requirement.ROOT)
public class SafeDirectoryTest {

  private static final int OTHER = 20_066;
  private static final String WHO = ", who could have root write elsewhere; use a directory that";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path own;
  private Path below;

  @Before
  public void makeDirectories() throws IOException {
    own = folder.newFolder("own").toPath().toRealPath();
    below = Files.createDirectories(own.resolve("a/b"));
  }

  private static Path give(Path path) throws IOException {
    Files.setAttribute(path, "unix:uid", OTHER, LinkOption.NOFOLLOW_LINKS);
    return path;
  }

  private static void mode(String mode, Path path) throws Exception {
    assertEquals(0, new ProcessBuilder("chmod", mode, path.toString()).start().waitFor());
  }

  private static void assertUnsafe(Path which, String reason, Path directory) {
    var unsafe =
        assertThrows(UnsafeDirectoryException.class, () -> SafeDirectory.checkedForRoot(directory));
    assertEquals(which.toString(), unsafe.getFile());
    assertTrue(unsafe.getReason(), unsafe.getReason().startsWith(reason + WHO));
    assertFalse(SafeDirectory.isSafe(directory));
  }

  @Test
  public void aDirectoryOfRootsIsSafe() throws Exception {
    assertEquals(new SafeDirectory(below, false), SafeDirectory.of(below));
    assertEquals(below, SafeDirectory.of(own.resolve("a/../a/./b/")).path());
    assertEquals(Path.of("/"), SafeDirectory.of(Path.of("/")).path());
  }

  @Test
  public void oneOfAnotherUserIsNotNorIsWhatIsInIt() throws Exception {
    give(below);
    assertUnsafe(below, "belongs to " + OTHER, below);
    Path deeper = Files.createDirectory(below.resolve("of-root"));
    assertUnsafe(below, "belongs to " + OTHER, deeper);
  }

  @Test
  public void oneThatOthersCanWriteToIsNotUnlessItIsSticky() throws Exception {
    mode("777", own);
    assertUnsafe(own, "can be written to by all users", below);
    mode("1777", own);
    assertEquals(new SafeDirectory(own, true), SafeDirectory.of(own));
    assertEquals(new SafeDirectory(below, false), SafeDirectory.of(below));
    Files.setAttribute(own, "unix:gid", OTHER);
    mode("775", own);
    assertUnsafe(own, "can be written to by the group " + OTHER, below);
    mode("1775", own);
    assertEquals(new SafeDirectory(own, true), SafeDirectory.of(own));
  }

  @Test
  public void theGroupRootIsAsGoodAsRoot() throws Exception {
    Files.setAttribute(own, "unix:gid", 0);
    mode("775", own);
    assertEquals(new SafeDirectory(own, false), SafeDirectory.of(own));
  }

  @Test
  public void linksAreFollowedThatAreRoots() throws Exception {
    Path link = Files.createSymbolicLink(folder.getRoot().toPath().resolve("link"), Path.of("own"));
    assertEquals(below, SafeDirectory.of(link.resolve("a/b")).path());
    Path absolute = Files.createSymbolicLink(own.resolve("absolute"), below);
    assertEquals(below, SafeDirectory.of(absolute).path());
    assertUnsafe(give(absolute), "belongs to " + OTHER, absolute);
    Path loop = Files.createSymbolicLink(own.resolve("loop"), Path.of("loop"));
    assertThrows(FileSystemException.class, () -> SafeDirectory.of(loop));
  }

  @Test
  public void whatIsNoDirectoryIsSaidSo() throws Exception {
    Path file = Files.createFile(own.resolve("file"));
    assertThrows(NotDirectoryException.class, () -> SafeDirectory.of(file));
    assertThrows(NoSuchFileException.class, () -> SafeDirectory.of(own.resolve("none")));
  }

  @Test
  public void aFileAmongOthersFilesHasToBeRootsAndHaveOneName() throws Exception {
    Path file = Files.createFile(own.resolve("file"));
    assertFalse(SafeDirectory.isFileSharedForRoot(file, file));
    give(file);
    assertFalse("nobody else can get at it", SafeDirectory.isFileSharedForRoot(file, file));
    mode("1777", own);
    assertFileUnsafe(file);
    Files.setAttribute(file, "unix:uid", 0);
    assertTrue(SafeDirectory.isFileSharedForRoot(file, file));
    Files.createLink(own.resolve("other name"), file);
    assertFileUnsafe(file);
    assertTrue(SafeDirectory.isFileSharedForRoot(own.resolve("none"), own.resolve("none")));
    assertThrows(
        FileSystemException.class,
        () -> SafeDirectory.isFileSharedForRoot(own.resolve("none"), file));
  }

  private static void assertFileUnsafe(Path file) {
    assertThrows(
        UnsafeDirectoryException.class, () -> SafeDirectory.isFileSharedForRoot(file, file));
  }

  /** Or else no user could run it as root from a checkout of their own. */
  @Test
  public void whoCouldChangeTheProgramIsTrusted() throws Exception {
    CodeSource source = SafeDirectory.class.getProtectionDomain().getCodeSource();
    Path program = Path.of(source.getLocation().toURI()).toRealPath().getParent();
    assertTrue(new TrustedOwners().contain((Integer) Files.getAttribute(program, "unix:uid")));
    assertTrue(new TrustedOwners().holdProgram(program));
    assertFalse(new TrustedOwners().holdProgram(program.resolve("other")));
    assertFalse(new TrustedOwners().contain(OTHER));
  }
}
