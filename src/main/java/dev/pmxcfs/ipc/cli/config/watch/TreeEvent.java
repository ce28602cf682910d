package dev.pmxcfs.ipc.cli.config.watch;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.cli.config.place.ListedEntry;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * What happened to an entry that is watched.
 *
 * @param kind what it is
 * @param entry it, as it is now, or as it was before it was deleted
 * @param from where it was, if it was moved
 * @param version the tree's with it
 */
record TreeEvent(Kind kind, ListedEntry entry, Optional<ByteString> from, long version) {

  /** What happens to entries. */
  enum Kind {
    CREATE,
    CHANGE,
    MOVE,
    DELETE
  }

  /** Whether it is about a path, or about what is below it. */
  boolean isBelow(ByteString path) {
    return isBelow(entry.path(), path) || from.isPresent() && isBelow(from.get(), path);
  }

  private static boolean isBelow(ByteString path, ByteString directory) {
    String below = directory.toLatin1();
    String text = path.toLatin1();
    return below.isEmpty() || text.equals(below) || text.startsWith(below + "/");
  }

  /** For people. */
  String line() {
    String path =
        from.map(TreeEvent::name).map(old -> old + " -> ").orElse("") + name(entry.path());
    String size =
        kind == Kind.DELETE || entry.status().isDirectory()
            ? ""
            : ", " + entry.status().size() + " bytes";
    return entry.localTime()
        + "  "
        + kind.name().toLowerCase(Locale.ROOT)
        + "  "
        + path
        + "  (version "
        + Long.toUnsignedString(version)
        + size
        + ")";
  }

  private static String name(ByteString path) {
    return StandardOutput.name(text(path));
  }

  private static String text(ByteString path) {
    return new String(path.toArray(), StandardCharsets.UTF_8);
  }

  /** For programs. */
  JsonObject toJson() {
    JsonObject json = new JsonObject().put("event", kind.name().toLowerCase(Locale.ROOT));
    from.ifPresent(path -> json.put("from", text(path)));
    return json.mergeIn(entry.toJson()).put("treeVersion", version);
  }
}
