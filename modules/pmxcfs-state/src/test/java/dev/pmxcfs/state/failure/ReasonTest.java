package dev.pmxcfs.state.failure;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A failure is told in words, without the name of a class, and the file once. */
public class ReasonTest {

  @Rule public TemporaryFolder folder = new TemporaryFolder();

  private Path path(String name) {
    return folder.getRoot().toPath().resolve(name);
  }

  @Test
  public void failuresOfFiles() throws IOException {
    Path file = Files.createFile(path("file"));
    assertSays("no such file or directory", () -> Files.newInputStream(path("none")));
    assertSays("not a directory", () -> Files.newInputStream(file.resolve("x")));
    assertSays("exists already", () -> Files.createFile(file));
    assertSays("is not a directory", () -> Files.newDirectoryStream(file));
    assertSays("is not empty", () -> Files.delete(folder.getRoot().toPath()));
    Files.createSymbolicLink(path("loop"), path("loop"));
    FileSystemException loop =
        assertThrows(FileSystemException.class, () -> Files.newInputStream(path("loop")));
    assertEquals("too many levels", Reason.of(loop).substring(0, 15));
  }

  private interface Action {
    void run() throws IOException;
  }

  private static void assertSays(String reason, Action action) {
    FileSystemException e = assertThrows(FileSystemException.class, action::run);
    assertEquals(reason, Reason.of(e));
    assertEquals(e.getFile() + ": " + reason, Reason.withFile(e));
    assertEquals(reason, Reason.of(new UncheckedIOException(e)));
  }

  @Test
  public void failuresWithoutAFile() {
    IOException e =
        assertThrows(
            IOException.class, () -> Files.newInputStream(folder.getRoot().toPath()).read());
    assertEquals("is a directory", Reason.of(e));
    assertEquals("is a directory", Reason.withFile(e));
    assertEquals("EOF", Reason.of(new IOException("EOF")));
    assertEquals("it cannot be read or written", Reason.of(new IOException()));
    assertEquals("cannot be used", Reason.of(new FileSystemException("a")));
    assertEquals("cannot be used", Reason.withFile(new FileSystemException(null)));
  }

  @Test
  public void deniedAccessIsToldForAnyUser() {
    assertSays(
        "permission denied",
        () -> {
          throw new AccessDeniedException("/etc/shadow");
        });
  }

  @Test
  public void reasonBeginsSmallUnlessItIsAnAbbreviation() {
    assertEquals("broken pipe", Reason.of(new IOException("Broken pipe")));
    assertEquals("no", Reason.of(new IOException("No")));
    assertEquals("IO error", Reason.of(new IOException("IO error")));
    assertEquals("X", Reason.of(new IOException("X")));
    assertEquals("", Reason.of(new IOException("")));
  }

  @Test
  public void failuresOfSqlite() throws Exception {
    assertEquals("no such table: tree", failureOf("none.db", "select * from tree"));
    Files.writeString(path("text"), "This is not a database. ".repeat(100));
    assertEquals("it is not a database", failureOf("text", "select * from tree"));
    Path database = path("full.db");
    assertEquals("the disk is full", failureOf("full.db", "pragma max_page_count=2", FILL));
    byte[] bytes = Files.readAllBytes(database);
    bytes[100] = 0; // the kind of the first page
    Files.write(database, bytes);
    assertEquals("it is damaged", failureOf("full.db", "select * from t"));
  }

  private static final String FILL = "create table t(a); insert into t values(zeroblob(100000))";

  private String failureOf(String name, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path(name));
        Statement statement = connection.createStatement()) {
      return Reason.of(
          assertThrows(
              SQLException.class,
              () -> {
                for (String sql : statements) {
                  statement.executeUpdate(sql);
                }
              }));
    }
  }
}
