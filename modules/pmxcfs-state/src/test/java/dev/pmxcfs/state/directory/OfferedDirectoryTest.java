package dev.pmxcfs.state.directory;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.directory.LeftOutEntry.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What a directory offers, at the limits of what a tree can hold and of whom to trust. */
public class OfferedDirectoryTest {

  private static final int MIB = 1024 * 1024;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path root;
  private int looks;

  @Before
  public void makeRoot() throws IOException {
    root = folder.newFolder("root").toPath();
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private OfferedDirectory read() throws DirectoryException {
    return OfferedDirectory.read(root, () -> looks++);
  }

  private List<String> entries() throws DirectoryException {
    return read().entries().stream()
        .map(entry -> entry.path() + entry.data().map(data -> ":" + data.length).orElse("/"))
        .toList();
  }

  private void assertLeftOut(String path, Kind kind) throws DirectoryException {
    List<LeftOutEntry> leftOut = read().leftOut();
    assertEquals(leftOut.toString(), 1, leftOut.size());
    assertEquals(path, leftOut.get(0).path());
    assertEquals(kind, leftOut.get(0).kind());
  }

  @Test
  public void directoriesComeBeforeWhatIsInThem() throws Exception {
    assertEquals(List.of(), entries());
    Files.createDirectories(root.resolve("a/b"));
    Files.writeString(root.resolve("a/b/f"), "xyz");
    Files.writeString(root.resolve("g"), "");
    looks = 0;
    assertEquals(List.of("a/", "a/b/", "a/b/f:3", "g:0"), entries());
    assertEquals("each name is told of", 4, looks);
  }

  @Test
  public void aFileMayHaveOneMebibyteAndNotMore() throws Exception {
    Files.write(root.resolve("f"), new byte[MIB]);
    assertEquals(List.of("f:" + MIB), entries());
    Files.write(root.resolve("f"), new byte[MIB + 1]);
    DirectoryException refused = assertThrows(DirectoryException.class, this::read);
    assertTrue(refused.getMessage(), refused.getMessage().contains("is larger than 1048576 bytes"));
  }

  @Test
  public void directoriesMayBeInAHundredOthersAndNotInMore() throws Exception {
    String deepest = "d/".repeat(100) + "d";
    Files.createDirectories(root.resolve(deepest));
    assertEquals(100, entries().size());
    assertLeftOut(deepest, Kind.TYPE);
    Files.delete(root.resolve(deepest));
    assertEquals(List.of(), read().leftOut());
  }

  @Test
  public void whatIsNeitherFileNorDirectoryIsLeftOut() throws Exception {
    Path link = Files.createSymbolicLink(root.resolve("link"), Path.of("/etc/passwd"));
    assertLeftOut("link", Kind.TYPE);
    Files.delete(link);
    Path pipe = root.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    assertLeftOut("pipe", Kind.TYPE);
    Files.delete(pipe);
    Files.writeString(root.resolve("f~"), "");
    assertLeftOut("f~", Kind.NAME);
  }

  /** Where others can make names, one may be a name of a file that they must not read. */
  @Test
  public void aFileWithASecondNameIsTakenWhereItsOwnerAloneMakesNames() throws Exception {
    Path other = Files.writeString(folder.getRoot().toPath().resolve("other"), "x");
    Files.createLink(root.resolve("f"), other);
    assertEquals(List.of("f:1"), entries());
    for (String mode : List.of("rwxrwxr-x", "rwxr-xrwx")) {
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString(mode));
      assertLeftOut("f", Kind.LINKS);
    }
    Files.delete(other);
    assertEquals("its only name", List.of("f:1"), entries());
  }

  @Test
  public void aDirectoryThatIsMissingOrNoneIsRefused() throws Exception {
    Path directory = root;
    root = directory.resolve("none");
    assertThrows(DirectoryException.class, this::read);
    root = Files.createFile(directory.resolve("f"));
    assertThrows(DirectoryException.class, this::read);
  }
}
