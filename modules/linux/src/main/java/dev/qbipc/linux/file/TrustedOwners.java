package dev.qbipc.linux.file;

import static dev.qbipc.linux.libc.Libc.libc;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The users who can do whatever this process can, or could make it do so: root; its own user; the
 * user who called sudo; and the owners of the directories in which the program lies, with the
 * groups that can write to them, who could replace the program itself.
 */
final class TrustedOwners {

  private static final int ROOT = 0;
  private static final int WRITABLE_BY_GROUP = 0020;

  /** Set by sudo; git trusts it for the same reason. */
  private static final String CALLER_OF_SUDO = "SUDO_UID";

  private final Set<Integer> uids = new HashSet<>();
  private final Set<Integer> gids = new HashSet<>();
  private final Optional<Path> program;

  TrustedOwners() {
    uids.add(ROOT);
    gids.add(ROOT);
    uids.add(libc().geteuid());
    if (isRoot()) {
      callerOfSudo().ifPresent(uids::add);
    }
    program = program();
    for (Path at = program.orElse(null); at != null; at = at.getParent()) {
      addWriters(at);
    }
  }

  private void addWriters(Path directory) {
    try {
      Map<String, Object> found =
          Files.readAttributes(directory, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
      uids.add((Integer) found.get("uid"));
      if (((Integer) found.get("mode") & WRITABLE_BY_GROUP) != 0) {
        gids.add((Integer) found.get("gid"));
      }
    } catch (IOException e) {
      // it is being replaced, and its owner not trusted for now
    }
  }

  /** Whether this process may write to whatever file it likes. */
  static boolean isRoot() {
    return libc().geteuid() == ROOT;
  }

  private static Optional<Integer> callerOfSudo() {
    try {
      return Optional.ofNullable(System.getenv(CALLER_OF_SUDO)).map(Integer::valueOf);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Nothing while it is being replaced. */
  private static Optional<Path> program() {
    CodeSource source = TrustedOwners.class.getProtectionDomain().getCodeSource();
    try {
      return source == null
          ? Optional.empty()
          : Optional.of(Path.of(source.getLocation().toURI()).toRealPath());
    } catch (IOException | URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  boolean contain(int uid) {
    return uids.contains(uid);
  }

  /** Whether the same holds for each member of a group. */
  boolean containGroup(int gid) {
    return gids.contains(gid);
  }

  /**
   * Whether a directory holds the program: who can write there needs no other way to act for this
   * process.
   *
   * @param directory its real path
   */
  boolean holdProgram(Path directory) {
    return program.isPresent() && program.get().startsWith(directory);
  }
}
