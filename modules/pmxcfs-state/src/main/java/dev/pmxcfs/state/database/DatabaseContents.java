package dev.pmxcfs.state.database;

import dev.pmxcfs.state.failure.Reason;
import dev.pmxcfs.state.failure.SqliteError;
import dev.pmxcfs.state.guests.DuplicateGuest;
import dev.pmxcfs.state.guests.GuestList;
import dev.pmxcfs.state.guests.GuestPath;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.TreeEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a database holds at one moment, and all that is wrong with it. It is read without leaving a
 * trace, also while a server has it, and also from a medium that cannot be written to.
 *
 * @param file the real path
 * @param size of the file in bytes
 * @param tree all that can be in a tree; its version is the one in the database, 0 without one
 * @param faults all that is wrong
 */
public record DatabaseContents(Path file, long size, ConfigTree tree, List<Fault> faults) {

  /**
   * Reads a database, whatever is wrong with it. Blocks.
   *
   * @throws DatabaseException if it is not a database of pmxcfs, or not one that can be opened
   */
  public static DatabaseContents read(Path path) throws DatabaseException {
    Path file = DatabaseFile.find(path);
    return new ReadOnlyDatabase(file).read(connection -> read(file, connection));
  }

  /**
   * Reads a database that a server would start with. Blocks.
   *
   * @throws DatabaseException also if there is something wrong with it that keeps a server from
   *     starting; the message tells the first of such faults
   */
  public static DatabaseContents readSound(Path path) throws DatabaseException {
    DatabaseContents contents = read(path);
    contents.checkSound();
    return contents;
  }

  /**
   * Copies a database as it is at one moment, whatever is wrong with what it holds, as {@link
   * #read} reads it: without leaving a trace, and also while a server has it. Blocks.
   *
   * @param copy an empty file, which is overwritten
   * @throws DatabaseException as {@link #read}, and if it is damaged, or if the copy cannot be
   *     written
   */
  public static void copy(Path path, Path copy) throws DatabaseException {
    Path file = DatabaseFile.find(path);
    new ReadOnlyDatabase(file)
        .read(
            connection -> {
              copyInto(copy, connection, file);
              return null;
            });
  }

  /**
   * SQLite asks for an empty file, which one is not any more that an attempt before has written.
   */
  private static void copyInto(Path copy, Connection connection, Path file)
      throws SQLException, DatabaseException {
    try {
      Files.write(copy, new byte[0]);
    } catch (IOException e) {
      throw new DatabaseException(file, "not copied: " + Reason.withFile(e), e);
    }
    try (Statement mode = connection.createStatement();
        PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
      mode.execute(
          "PRAGMA query_only = OFF"); // the copy is to be written; the original is read-only
      vacuum.setString(1, copy.toString());
      vacuum.execute();
    }
  }

  private void checkSound() throws DatabaseException {
    List<Fault> refused = faults.stream().filter(Fault::refused).toList();
    if (!refused.isEmpty()) {
      String others = refused.size() > 1 ? " (the first of " + refused.size() + " faults)" : "";
      throw new DatabaseException(
          file,
          "not loaded: "
              + refused.get(0).what()
              + others
              + "; 'config check' tells what mends it, 'config export' saves what can be read");
    }
  }

  private static DatabaseContents read(Path file, Connection connection)
      throws SQLException, DatabaseException {
    List<Fault> faults = new ArrayList<>();
    var loader = new TreeLoader();
    try {
      faults.addAll(new TreeSchema(file, connection).faults());
      faults.addAll(new Integrity(connection).faults());
      checkSize(file, connection);
      new TreeTable(connection).salvage(loader);
    } catch (SQLException e) {
      if (SqliteError.of(e) != SqliteError.CORRUPT) {
        throw e;
      }
      faults.add(Integrity.damaged(Reason.of(e)));
    }
    ConfigTree tree = loader.build();
    faults.addAll(loader.faults());
    GuestList.duplicates(tree).forEach(duplicate -> faults.add(fault(duplicate, tree)));
    return new DatabaseContents(file, size(file), tree, List.copyOf(faults));
  }

  /** Where pages are damaged the loader alone has a limit. */
  private static void checkSize(Path file, Connection connection)
      throws SQLException, DatabaseException {
    try {
      new TreeSize(file, connection).check();
    } catch (SQLException e) {
      if (SqliteError.of(e) != SqliteError.CORRUPT) {
        throw e;
      }
    }
  }

  private static long size(Path file) throws DatabaseException {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new DatabaseException(file, "cannot be read: " + Reason.of(e), e);
    }
  }

  /** The older one of the two files is kept where it can be looked at. */
  private static Fault fault(DuplicateGuest duplicate, ConfigTree tree) {
    Attributes first = attributes(duplicate.first(), tree);
    Attributes second = attributes(duplicate.second(), tree);
    boolean isFirstOlder = Long.compareUnsigned(first.version(), second.version()) < 0;
    return Fault.refused(
        duplicate.toString(), Fault.rename((isFirstOlder ? first : second).inode()));
  }

  private static Attributes attributes(GuestPath path, ConfigTree tree) {
    Optional<TreeEntry> file = tree.find(path.toConfigPath());
    return file.orElseThrow().attributes();
  }
}
