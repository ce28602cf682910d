package dev.pmxcfs.state;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.CreateFile;
import dev.pmxcfs.state.change.Origin;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.TreeRules;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.database.ConfigDatabase;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.failure.Reason;
import dev.pmxcfs.state.guests.DuplicateGuestException;
import dev.pmxcfs.state.replica.Replica;
import dev.pmxcfs.state.replica.Replica.Ordered;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's corosync.conf, which is what a new database begins with (cluster, section 1.4, step
 * 1): the node is in a cluster, and its tree is to say so.
 */
final class FirstFile {

  private static final Logger LOG = LoggerFactory.getLogger(FirstFile.class);

  private static final ConfigPath NAME = ConfigPath.of(ByteString.of("corosync.conf"));

  private final Path file;
  private final byte[] contents;

  private FirstFile(Path file, byte[] contents) {
    this.file = file;
    this.contents = contents;
  }

  /**
   * Reads it, if it is there.
   *
   * @throws IOException if it is there and no file can be made of it; the message names it
   */
  static Optional<FirstFile> read(Path file) throws IOException {
    byte[] contents;
    try {
      contents = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IOException(file + " is not imported: " + Reason.of(e), e);
    }
    if (contents.length > WriteFile.MAX_FILE_SIZE) {
      throw new IOException(
          file + " is not imported: it is larger than " + WriteFile.MAX_FILE_SIZE + " bytes");
    }
    return Optional.of(new FirstFile(file, contents));
  }

  /**
   * Imports it in two changes, as the C server does, so that its inode is 2 and the version 3. They
   * move no counter of watched files.
   *
   * @param empty what is in the database
   * @param clock tells when
   * @return what is in it then
   * @throws DatabaseException if that fails
   */
  Configuration importInto(ConfigDatabase database, Configuration empty, Clock clock)
      throws DatabaseException {
    var replica = new Replica(database, empty, TreeRules.LOCAL, clock, (stored, change) -> {});
    var here = new Origin(Origin.LOCAL_WRITER, clock.instant().getEpochSecond());
    List<Outcome> outcomes =
        replica.apply(
            List.of(
                new Ordered(new CreateFile(NAME), here),
                new Ordered(new WriteFile(NAME, 0, contents, false), here)));
    try {
      for (Outcome outcome : outcomes) {
        outcome.orThrow();
      }
      LOG.info("{} is imported into the new database", file);
      return Configuration.loaded(replica.configuration().tree(), here.time());
    } catch (TreeException | DuplicateGuestException e) {
      throw new DatabaseException(
          database.file(), file + " is not imported into it: " + Reason.of(e), e);
    }
  }
}
