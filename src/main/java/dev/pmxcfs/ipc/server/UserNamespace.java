package dev.pmxcfs.ipc.server;

import dev.pmxcfs.state.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The user namespace that this process is in, of which a container may have its own: users and
 * groups that it does not know can own nothing, and nobody can write where they do
 * (user_namespaces(7)).
 */
final class UserNamespace {

  /** A line for each range of groups: the first one within, the first one outside, how many. */
  static final Path GROUPS = Path.of("/proc/self/gid_map");

  private static final int FIRST = 0;
  private static final int COUNT = 2;

  private UserNamespace() {}

  /**
   * Whether the namespace knows a group.
   *
   * @throws IOException if its groups cannot be read; the message says why
   */
  static boolean hasGroup(Path groups, int gid) throws IOException {
    try (Stream<String> lines = Files.lines(groups)) {
      return lines
          .map(line -> line.strip().split("\\s+"))
          .anyMatch(
              range -> {
                long first = Long.parseLong(range[FIRST]);
                return gid >= first && gid - first < Long.parseLong(range[COUNT]);
              });
    } catch (IOException e) {
      throw new IOException("cannot read the groups in " + groups + ": " + Reason.of(e), e);
    }
  }
}
