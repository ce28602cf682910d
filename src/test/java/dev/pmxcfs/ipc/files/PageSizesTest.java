package dev.pmxcfs.ipc.files;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.DatabaseCommands;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The command {@code config} on databases whose pages have another size than those it makes itself.
 */
public class PageSizesTest {

  private static final List<Integer> SIZES = List.of(512, 4096, 65_536);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void aTreeIsImportedExportedAndChecked() throws Exception {
    Path source = folder.newFolder("source").toPath();
    String large = "x".repeat(1024 * 1024);
    Files.writeString(source.resolve("large"), large);
    Files.writeString(Files.createDirectory(source.resolve("d")).resolve("small"), "text");
    for (int size : SIZES) {
      Path database = databaseWithPagesOf(size);
      done(database, "import", source.toString());
      String checked = done(database, "check");
      Path target = folder.newFolder("target-" + size).toPath();
      done(database, "export", target.toString());
      assertEquals(checked, large, Files.readString(target.resolve("large")));
      assertEquals("text", Files.readString(target.resolve("d/small")));
      assertEquals("before", Files.readString(target.resolve("first")));
      assertEquals(Integer.toString(size), query(database, "pragma page_size"));
      assertEquals("ok", query(database, "pragma integrity_check"));
    }
  }

  private Path databaseWithPagesOf(int size) throws IOException, SQLException {
    Path database = folder.newFolder("pages-" + size).toPath().resolve("config.db");
    Path file = Files.writeString(database.resolveSibling("first"), "before");
    done(database, "put", "first", file.toString());
    try (var connection = connect(database);
        var statement = connection.createStatement()) {
      statement.executeUpdate("pragma journal_mode=delete; pragma page_size=" + size + "; vacuum");
    }
    return database;
  }

  private static String query(Path database, String sql) throws SQLException {
    try (var connection = connect(database);
        var statement = connection.createStatement()) {
      return statement.executeQuery(sql).getString(1);
    }
  }

  private static Connection connect(Path database) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + database);
  }

  private static String done(Path database, String command, String... arguments) {
    Program.Result result = InProcess.run(DatabaseCommands.config(database, command, arguments));
    assertEquals(result.errors().toString(), 0, result.status());
    return result.text();
  }
}
