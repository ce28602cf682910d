package dev.pmxcfs.state.database;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is at the path that was given as a database is named for what it is. */
public class DatabaseKindTest {

  private static final String HEADER = "SQLite format 3\0";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path path;

  @Before
  public void namePath() {
    path = folder.getRoot().toPath().resolve("config.db");
  }

  private static void assertRefused(String reason, Path path) {
    for (var look : new Look[] {DatabaseFile::find, DatabaseFile::findOrPlace}) {
      DatabaseException refused = assertThrows(DatabaseException.class, () -> look.at(path));
      assertEquals(path + ": " + reason, refused.getMessage());
    }
  }

  private interface Look {
    Path at(Path path) throws DatabaseException;
  }

  @Test
  public void aDatabaseIsFoundByItsRealPath() throws Exception {
    Files.writeString(path, HEADER);
    Path link = Files.createSymbolicLink(path.resolveSibling("link.db"), path);
    assertEquals(path.toRealPath(), DatabaseFile.find(link));
    assertEquals(path.toRealPath(), DatabaseFile.findOrPlace(link));
  }

  @Test
  public void whereNothingIsANewOneHasItsPlace() throws Exception {
    Path real = path.getParent().toRealPath().resolve("config.db");
    assertEquals(real, DatabaseFile.findOrPlace(path));
    DatabaseException refused =
        assertThrows(DatabaseException.class, () -> DatabaseFile.find(path));
    assertEquals(path + ": there is no such database", refused.getMessage());
  }

  @Test
  public void filesThatDoNotBeginAsADatabaseDoes() throws Exception {
    Files.writeString(path, "");
    assertRefused("is an empty file, not a database", path);
    for (String start : new String[] {"S", HEADER.substring(0, 15), "SQLite format 2\0"}) {
      Files.writeString(path, start);
      assertRefused("is not a database: it does not begin as SQLite's do", path);
    }
  }

  @Test
  public void whatIsNoFileAtAll() throws Exception {
    assertRefused("is a directory, not a database", folder.getRoot().toPath());
    assertRefused("is a directory, not a database", Path.of("/"));
    assertRefused("is a device, not a database", Path.of("/dev/null"));
    assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
    assertRefused("is a named pipe, not a database", path);
    Path socket = path.resolveSibling("socket");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      assertRefused("is a socket, not a database", socket);
    }
  }

  @Test
  public void aLinkToNothingIsNoPlaceForANewOne() throws Exception {
    Files.createSymbolicLink(path, path.resolveSibling("none"));
    DatabaseException refused =
        assertThrows(DatabaseException.class, () -> DatabaseFile.findOrPlace(path));
    assertEquals(
        path + ": is a symbolic link to something that does not exist", refused.getMessage());
  }

  /** The kernel would drop SQLite's locks when it is closed at last. */
  @Test
  public void aLookLeavesNoDescriptorOpen() throws Exception {
    Files.writeString(path, HEADER);
    DatabaseFile.find(path);
    DatabaseFile.checkWritable(path);
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      assertEquals(0, descriptors.filter(this::leadsToThePath).count());
    }
  }

  private boolean leadsToThePath(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).equals(path);
    } catch (IOException e) {
      return false; // of the look itself
    }
  }

  @Test
  public void whatCannotBeWrittenToIsNamed() throws Exception {
    Path directory = folder.getRoot().toPath();
    DatabaseException refused =
        assertThrows(DatabaseException.class, () -> DatabaseFile.checkWritable(directory));
    assertEquals(directory + ": cannot be written to: is a directory", refused.getMessage());
  }
}
