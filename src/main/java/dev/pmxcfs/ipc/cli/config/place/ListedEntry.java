package dev.pmxcfs.ipc.cli.config.place;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.admin.ConfigFiles;
import dev.pmxcfs.ipc.admin.EntryStatus;
import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.state.tree.Attributes;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * An entry of the tree as commands show it.
 *
 * @param path where it is, with a slash at the end of a directory's
 * @param status what is known of it
 */
public record ListedEntry(ByteString path, EntryStatus status) {

  private static final DateTimeFormatter LOCAL_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  /**
   * What is in a directory, in the order of the tree.
   *
   * @param isRecursive whether what is in its directories follows each of them
   */
  public static List<ListedEntry> in(ConfigFiles files, ByteString directory, boolean isRecursive)
      throws RefusedException, IOException {
    List<ListedEntry> listed = new ArrayList<>();
    list(files, directory.toLatin1(), "", isRecursive, listed);
    return listed;
  }

  private static void list(
      ConfigFiles files, String root, String below, boolean isRecursive, List<ListedEntry> listed)
      throws RefusedException, IOException {
    ByteString directory = ByteString.ofLatin1(root + "/" + below);
    for (EntryStatus entry : files.entries(directory.toArray())) {
      String path = below + entry.attributes().name().toLatin1() + (entry.isDirectory() ? "/" : "");
      listed.add(new ListedEntry(ByteString.ofLatin1(path), entry));
      if (isRecursive && entry.isDirectory()) {
        list(files, root, path, true, listed);
      }
    }
  }

  /** For people and programs. */
  public String type() {
    return status.isDirectory() ? "directory" : "file";
  }

  /** Unsigned as the tree has it. */
  public String version() {
    return Long.toUnsignedString(attributes().version());
  }

  /** The node id in corosync. */
  public String writer() {
    return Integer.toUnsignedString(attributes().writer());
  }

  /** In the zone of who looks. */
  public String localTime() {
    return LOCAL_TIME.format(time());
  }

  private Instant time() {
    return Instant.ofEpochSecond(Integer.toUnsignedLong(attributes().mtime()));
  }

  private Attributes attributes() {
    return status.attributes();
  }

  /** For programs. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("path", new String(path.toArray(), StandardCharsets.UTF_8))
        .put("type", type())
        .put("size", status.size())
        .put("version", attributes().version())
        .put("mtime", time().toString())
        .put("writer", Integer.toUnsignedLong(attributes().writer()))
        .put("inode", attributes().inode());
  }
}
