package dev.pmxcfs.state.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The database as a file: where it is, and who may see it (operations specification, section 6). It
 * holds the cluster's secrets.
 */
final class DatabaseFile {

  private static final Set<PosixFilePermission> DIRECTORY_MODE =
      PosixFilePermissions.fromString("rwxr-x---");
  private static final Set<PosixFilePermission> FILE_MODE =
      PosixFilePermissions.fromString("rw-------");

  private DatabaseFile() {}

  /**
   * Sees to it that the file and its directory exist, and that only its owner can open the file.
   *
   * @return the real path, without symbolic links
   */
  static Path prepare(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    Path directory = absolute.getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      Files.createDirectories(directory, attribute(DIRECTORY_MODE));
    }
    if (!Files.exists(absolute)) {
      Files.createFile(absolute, attribute(FILE_MODE));
    }
    Path real = absolute.toRealPath();
    Files.setPosixFilePermissions(real, FILE_MODE);
    return real;
  }

  private static FileAttribute<Set<PosixFilePermission>> attribute(Set<PosixFilePermission> mode) {
    return PosixFilePermissions.asFileAttribute(mode);
  }
}
