package dev.pmxcfs.ipc.server;

import dev.pmxcfs.state.failure.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The machine's groups: one line each, {@code name:password:gid:members} (group(5)).
 *
 * <p>Groups that a directory service alone knows are not found.
 */
final class GroupFile {

  /** Where the file is on every Linux. */
  static final Path PATH = Path.of("/etc/group");

  private static final int NAME = 0;
  private static final int GID = 2;

  private GroupFile() {}

  /**
   * Looks up a group's number.
   *
   * @return empty if the file has no such group
   * @throws IOException if the file cannot be read; the message says why
   */
  static OptionalInt gid(Path file, String name) throws IOException {
    // names are bytes; this charset takes them as they are
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length > GID && fields[NAME].equals(name))
          .filter(fields -> fields[GID].matches("[0-9]{1,9}"))
          .mapToInt(fields -> Integer.parseInt(fields[GID]))
          .findFirst();
    } catch (IOException e) {
      throw new IOException("cannot read the groups in " + file + ": " + Reason.of(e), e);
    }
  }
}
