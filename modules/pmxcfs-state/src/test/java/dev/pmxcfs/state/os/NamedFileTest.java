package dev.pmxcfs.state.os;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.os.NamedFile.UnsafeFileException;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** How root opens a file that it was told to read. */
@Needs(Requirement.ROOT)
public class NamedFileTest {

  private static final int OTHER = 20_099;
  private static final int MAX = 100;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path own;
  private Path file;
  private Path theirs;

  @Before
  public void makeFiles() throws Exception {
    own = folder.newFolder("own").toPath();
    file = Files.writeString(own.resolve("file"), "text");
    assertEquals(0, new ProcessBuilder("chmod", "600", file.toString()).start().waitFor());
    theirs = give(folder.newFolder("theirs").toPath());
  }

  private static Path give(Path path) throws IOException {
    Files.setAttribute(path, "unix:uid", OTHER, LinkOption.NOFOLLOW_LINKS);
    return path;
  }

  private static String read(Path path) throws IOException {
    try (OpenFile opened = NamedFile.open(path)) {
      assertEquals(FileStatus.Type.REGULAR, opened.status().type());
      return new String(opened.read(MAX), UTF_8);
    }
  }

  private static void assertUnsafe(String reason, Path path) {
    var unsafe = assertThrows(UnsafeFileException.class, () -> read(path));
    assertEquals(path.toString(), unsafe.getFile());
    assertTrue(unsafe.getReason(), unsafe.getReason().startsWith(reason));
  }

  @Test
  public void filesAreReadByAnyPathOfTheirs() throws Exception {
    assertEquals("text", read(file));
    assertEquals("text", read(own.resolve("../own/./" + file.getFileName())));
    Path relative = Files.createSymbolicLink(own.resolve("relative"), Path.of("../own"));
    assertEquals("text", read(relative.resolve(file.getFileName())));
    Path absolute = Files.createSymbolicLink(own.resolve("absolute"), file);
    assertEquals("text", read(absolute));
    assertEquals("text", read(Files.createSymbolicLink(theirs.resolve("roots"), absolute)));
  }

  @Test
  public void aLinkOfAnotherUserIsNotFollowed() throws Exception {
    Path link = give(Files.createSymbolicLink(theirs.resolve("link"), file));
    assertUnsafe("leads over a link that belongs to another user", link);
    Path directory = give(Files.createSymbolicLink(theirs.resolve("directory"), own));
    assertUnsafe("leads over a link", directory.resolve(file.getFileName()));
    Path over = Files.createSymbolicLink(own.resolve("over"), link);
    assertUnsafe("leads over a link", over);
  }

  @Test
  public void aFileInAnotherUsersDirectoryHasToBeReadableByThatOne() throws Exception {
    Path planted = Files.createLink(theirs.resolve("planted"), file);
    assertUnsafe("may not be read by who owns the directory it is in", planted);
    Files.delete(file);
    assertUnsafe("may not be read by", planted);
    assertEquals("text", read(give(planted)));
    Path roots = Files.writeString(theirs.resolve("roots"), "for all");
    assertEquals(0, new ProcessBuilder("chmod", "644", roots.toString()).start().waitFor());
    assertEquals("for all", read(roots));
  }

  @Test
  public void nothingIsWaitedFor() throws Exception {
    Path pipe = own.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    try (OpenFile opened = NamedFile.open(pipe)) {
      assertEquals(FileStatus.Type.OTHER, opened.status().type());
    }
    try (OpenFile opened = NamedFile.open(own)) {
      assertEquals(FileStatus.Type.DIRECTORY, opened.status().type());
    }
    try (OpenFile opened = NamedFile.open(Path.of("/"))) {
      assertEquals(FileStatus.Type.DIRECTORY, opened.status().type());
    }
  }

  @Test
  public void whatLeadsNowhereIsSaidSo() throws Exception {
    Path loop = Files.createSymbolicLink(own.resolve("loop"), Path.of("loop"));
    assertThrows(FileSystemLoopException.class, () -> read(loop));
    var missing = assertThrows(SystemCallException.class, () -> read(own.resolve("none")));
    assertTrue(missing.isMissing());
    assertThrows(SystemCallException.class, () -> read(file.resolve("in a file")));
  }
}
