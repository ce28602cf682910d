package dev.pmxcfs.ipc.cli.stats;

import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.cli.base.TextTable;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The cluster log, the latest entry first. */
final class LogTable {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

  private LogTable() {}

  /**
   * The lines.
   *
   * @param entries as the file {@code .clusterlog} has them
   */
  static List<String> lines(List<JsonObject> entries) {
    var table = new TextTable("TIME", "NODE", "USER", "TAG", ">PID", "MESSAGE");
    for (JsonObject entry : entries) {
      table.row(
          TIME.format(Instant.ofEpochSecond(entry.getLong("time", 0L))),
          text(entry, "node"),
          text(entry, "user"),
          text(entry, "tag"),
          entry.getLong("pid", 0L),
          text(entry, "msg"));
    }
    return table.lines();
  }

  private static String text(JsonObject entry, String member) {
    return StandardOutput.name(entry.getString(member, ""));
  }
}
