package dev.qbipc.linux.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.SystemCallException;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** How root opens a file that it was told to read. */
@Needs(Requirement.ROOT)
public class NamedPathTest {

  private static final int OTHER = 20_099;
  private static final int MAX = 100;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path own;
  private Path file;
  private Path theirs;

  @Before
  public void makeFiles() throws Exception {
    assertTrue(folder.getRoot().setExecutable(true, false));
    own = folder.newFolder("own").toPath();
    mode("755", own);
    file = Files.writeString(own.resolve("file"), "text");
    mode("600", file);
    theirs = give(folder.newFolder("theirs").toPath());
  }

  private static Path give(Path path) throws IOException {
    Files.setAttribute(path, "unix:uid", OTHER, LinkOption.NOFOLLOW_LINKS);
    return path;
  }

  private static void mode(String mode, Path path) throws Exception {
    assertEquals(0, new ProcessBuilder("chmod", mode, path.toString()).start().waitFor());
  }

  private static String read(Path path) throws IOException {
    try (OpenFile opened = NamedPath.openFile(path)) {
      assertEquals(FileStatus.Type.REGULAR, opened.status().type());
      return new String(opened.read(MAX), UTF_8);
    }
  }

  private static void assertBarred(String reason, Path path) {
    var barred = assertThrows(SystemCallException.class, () -> read(path));
    assertTrue(barred.getMessage(), barred.getMessage().startsWith(reason));
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
  public void aLinkOfAnotherUserLeadsToWhatThatOneMayRead() throws Exception {
    String reason = "leads over a link of another user to what that one may not read";
    Path link = give(Files.createSymbolicLink(theirs.resolve("link"), file));
    assertBarred(reason, link);
    assertBarred(reason, Files.createSymbolicLink(own.resolve("over"), link));
    mode("644", file);
    assertEquals("text", read(link));
    mode("700", own);
    assertBarred(reason, link);
    Path directory = give(Files.createSymbolicLink(theirs.resolve("directory"), own));
    assertBarred(reason, directory.resolve(file.getFileName()));
  }

  @Test
  public void aLinkOfAnotherUserLeadsToDirectoriesOfThatOnesAlone() throws Exception {
    Path link = give(Files.createSymbolicLink(theirs.resolve("link"), own));
    var barred = assertThrows(SystemCallException.class, () -> NamedPath.openDirectory(link));
    assertEquals(
        "leads over a link of another user to a directory that is not that one's",
        barred.getMessage());
    give(own);
    NamedPath.openDirectory(link).close();
    NamedPath.openDirectory(theirs).close();
    NamedPath.openDirectory(Path.of("/")).close();
    assertThrows(SystemCallException.class, () -> NamedPath.openDirectory(file));
  }

  @Test
  public void aFileInAnotherUsersDirectoryHasToBeReadableByThatOne() throws Exception {
    Path planted = Files.createLink(theirs.resolve("planted"), file);
    assertBarred("may not be read by who owns the directory it is in", planted);
    Files.delete(file);
    assertBarred("may not be read by", planted);
    assertEquals("text", read(give(planted)));
    Path roots = Files.writeString(theirs.resolve("roots"), "for all");
    mode("644", roots);
    assertEquals("for all", read(roots));
  }

  @Test
  public void nothingIsWaitedFor() throws Exception {
    Path pipe = own.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    try (OpenFile opened = NamedPath.openFile(pipe)) {
      assertEquals(FileStatus.Type.OTHER, opened.status().type());
    }
    try (OpenFile opened = NamedPath.openFile(own)) {
      assertEquals(FileStatus.Type.DIRECTORY, opened.status().type());
    }
    try (OpenFile opened = NamedPath.openFile(Path.of("/"))) {
      assertEquals(FileStatus.Type.DIRECTORY, opened.status().type());
    }
  }

  @Test
  public void whatLeadsNowhereIsSaidSo() throws Exception {
    Path loop = Files.createSymbolicLink(own.resolve("loop"), Path.of("loop"));
    assertBarred("leads over too many links", loop);
    var missing = assertThrows(SystemCallException.class, () -> read(own.resolve("none")));
    assertTrue(missing.isMissing());
    assertThrows(SystemCallException.class, () -> read(file.resolve("in a file")));
  }
}
