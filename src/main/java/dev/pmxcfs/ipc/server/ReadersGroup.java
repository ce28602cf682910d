package dev.pmxcfs.ipc.server;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The group whose members may read.
 *
 * @param gid its number; empty if nobody can be in it
 * @param fault why nobody can, with what to do behind a semicolon; empty if somebody can
 */
public record ReadersGroup(OptionalInt gid, Optional<String> fault) {

  /**
   * Looks a group up. Blocks.
   *
   * @throws IOException if the machine's groups cannot be read; the message says why
   */
  public static ReadersGroup find(String name) throws IOException {
    OptionalInt gid = GroupFile.gid(GroupFile.PATH, name);
    if (gid.isEmpty()) {
      return nobody(
          "there is no group "
              + name
              + ", so only root can connect; name another one with --group");
    }
    if (!UserNamespace.hasGroup(UserNamespace.GROUPS, gid.getAsInt())) {
      return nobody(
          "the group "
              + name
              + " is not known in this user namespace, so only its root can connect, and files on a"
              + " mount belong to group 0; map it, or name another one with --group");
    }
    return new ReadersGroup(gid, Optional.empty());
  }

  private static ReadersGroup nobody(String fault) {
    return new ReadersGroup(OptionalInt.empty(), Optional.of(fault));
  }
}
