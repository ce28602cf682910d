package dev.qbipc.linux.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;

/** Another user can change what is written in a directory, or where. Its reason is for people. */
public final class UnsafeDirectoryException extends FileSystemException {

  private static final long serialVersionUID = 1;

  private static final String REMEDY =
      "who could have root write elsewhere; use a directory that root alone can write to";

  private UnsafeDirectoryException(Path path, String reason) {
    super(path.toString(), null, reason);
  }

  static UnsafeDirectoryException ofOwner(Path path) throws IOException {
    String owner = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
    return new UnsafeDirectoryException(path, "belongs to " + owner + ", " + REMEDY);
  }

  static UnsafeDirectoryException ofGroup(Path path) throws IOException {
    String group =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .group()
            .getName();
    return new UnsafeDirectoryException(
        path, "can be written to by the group " + group + ", " + REMEDY + " (chmod g-w)");
  }

  static UnsafeDirectoryException ofAll(Path path) {
    return new UnsafeDirectoryException(
        path, "can be written to by all users, " + REMEDY + " (chmod go-w)");
  }

  static UnsafeDirectoryException ofFile(Path path) {
    return new UnsafeDirectoryException(
        path, "is not a regular file with one name, where others can put files; remove it");
  }
}
