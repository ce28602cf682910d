package dev.pmxcfs.ipc.server;

import dev.qbipc.linux.Credentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The users who may do everything with a service: root with its own group and, if an ordinary user
 * has started it, that user, whose files it serves.
 *
 * @param uid the real user id of the server's process
 */
public record ServiceOwner(int uid) implements Predicate<Credentials> {

  private static final int ROOT = 0;

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String REAL_UID_LINE = "Uid:";

  /** The owner of what this process serves. */
  public static ServiceOwner ofThisProcess() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      String ids = lines.filter(line -> line.startsWith(REAL_UID_LINE)).findFirst().orElseThrow();
      return new ServiceOwner(Integer.parseUnsignedInt(ids.split("\\s+")[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether root alone is the owner. */
  boolean isRoot() {
    return uid == ROOT;
  }

  /** Whether a client is one of them, by its real ids. */
  @Override
  public boolean test(Credentials peer) {
    return peer.uid() == ROOT && peer.gid() == ROOT || isUser(peer);
  }

  /** Whether a user id is one of theirs. */
  boolean hasUid(int id) {
    return id == ROOT || id == uid;
  }

  /** Whether a client is the ordinary user that has started the server. */
  boolean isUser(Credentials peer) {
    return !isRoot() && peer.uid() == uid;
  }

  @Override
  public String toString() {
    return Integer.toUnsignedString(uid);
  }
}
