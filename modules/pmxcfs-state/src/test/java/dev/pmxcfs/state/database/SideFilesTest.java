package dev.pmxcfs.state.database;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The names beside a database are taken before anybody else takes them. */
public class SideFilesTest {

  private static final List<String> ALL =
      List.of("config.db-journal", "config.db-shm", "config.db-wal");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path database;

  @Before
  public void nameDatabase() throws IOException {
    database = folder.getRoot().toPath().toRealPath().resolve("config.db");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(database.getParent())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Path file(String name) {
    return database.resolveSibling(name);
  }

  @Test
  public void thoseThatAreMissingAreMadeEmptyForTheirOwnerAlone() throws Exception {
    SideFiles made = SideFiles.claim(database);
    assertEquals(ALL, files());
    for (String name : ALL) {
      assertEquals(0, Files.size(file(name)));
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file(name))));
    }
    made.removeJournal();
    assertEquals(List.of("config.db-shm", "config.db-wal"), files());
    made.remove();
    assertEquals(List.of(), files());
  }

  @Test
  public void thoseThatWereThereStay() throws Exception {
    for (String name : ALL) {
      Files.writeString(file(name), "of a server that was killed");
    }
    SideFiles made = SideFiles.claim(database);
    made.removeJournal();
    made.remove();
    assertEquals(ALL, files());
    assertEquals("of a server that was killed", Files.readString(file("config.db-wal")));
  }

  @Test
  public void whereTheyCannotBeMadeNothingIsLeft() throws Exception {
    Path gone = Files.createDirectory(file("gone"));
    Files.delete(gone);
    assertThrows(DatabaseException.class, () -> SideFiles.claim(gone.resolve("config.db")));
    assertEquals(List.of(), files());
  }
}
