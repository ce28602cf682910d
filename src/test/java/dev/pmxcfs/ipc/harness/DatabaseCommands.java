package dev.pmxcfs.ipc.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All commands that take a database, with what else they need. */
public final class DatabaseCommands {

  private final Path others;

  /**
   * @param others an empty directory, for the files that commands read and write
   */
  public DatabaseCommands(Path others) throws IOException {
    this.others = others;
    Files.writeString(Files.createDirectory(others.resolve("source")).resolve("f"), "new");
    Files.writeString(file(), "new");
  }

  /** A file that says new. */
  public Path file() {
    return others.resolve("file");
  }

  public List<String[]> reading(Path database) throws IOException {
    return List.of(
        config(database, "ls"),
        config(database, "cat", "storage.cfg"),
        config(database, "export", Files.createTempDirectory(others, "target").toString()),
        config(database, "check"));
  }

  public List<String[]> changing(Path database) {
    return List.of(
        config(database, "import", others.resolve("source").toString()),
        config(database, "put", "storage.cfg", file().toString()),
        config(database, "mkdir", "d"),
        config(database, "mv", "storage.cfg", "g"),
        config(database, "rm", "storage.cfg"),
        // the last: it does not end if it is not refused
        new String[] {"serve", "--service", Program.newService(), "--db", database.toString()});
  }

  public List<String[]> all(Path database) throws IOException {
    List<String[]> all = new ArrayList<>(reading(database));
    all.addAll(changing(database));
    return all;
  }

  public static String[] config(Path database, String command, String... arguments) {
    return Stream.concat(
            Stream.of("config", command, "--db", database.toString()), Stream.of(arguments))
        .toArray(String[]::new);
  }
}
