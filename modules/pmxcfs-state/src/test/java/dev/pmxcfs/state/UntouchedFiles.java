package dev.pmxcfs.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A directory and all in it as it is at one moment: what kind each file is of, whose it is, its
 * mode, when it was changed, and its contents.
 */
public final class UntouchedFiles {

  private static final String ATTRIBUTES =
      "unix:mode,uid,gid,ino,nlink,size,rdev,lastModifiedTime,ctime";

  private UntouchedFiles() {}

  /** All that a change of a file would change. */
  public static String of(Path directory) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted().toList()) {
        Map<String, Object> found =
            new TreeMap<>(Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS));
        all.append(directory.relativize(file)).append(' ').append(found).append(' ');
        all.append(contents(file)).append('\n');
      }
    }
    return all.toString();
  }

  private static String contents(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      return "-> " + Files.readSymbolicLink(file);
    }
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        ? Integer.toHexString(Arrays.hashCode(Files.readAllBytes(file)))
        : "";
  }
}
