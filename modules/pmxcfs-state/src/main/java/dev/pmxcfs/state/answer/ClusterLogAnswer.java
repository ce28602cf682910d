package dev.pmxcfs.state.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.answer.JsonLayout.Level;
import dev.pmxcfs.state.log.LogEntry;
import java.io.IOException;
import java.util.List;

/**
 * The answer to GET_CLUSTER_LOG (operations, section 4.8).
 *
 * <pre>
 *   {
 *   "data": [
 *   {"uid": 2, "time": 1795533410, "pri": 6, "tag": "pvedaemon", ... "msg": "end task"},
 *   {"uid": 1, "time": 1795533408, "pri": 6, "tag": "cluster", "pid": 81,
 *                            "node": "testnode", "user": "root", "msg": "starting cluster log"}
 *   ]
 *   }
 * </pre>
 *
 * <p>An entry is one line. Every line ends in a line feed, the last one too.
 */
public final class ClusterLogAnswer {

  private static final JsonLayout LAYOUT =
      JsonLayout.of(
          Level.object("{\n", ": ", ",\n", "\n}\n"),
          Level.array("[\n", ",\n", "\n]", "]"),
          Level.object("{", ": ", ", ", "}"));

  private ClusterLogAnswer() {}

  /**
   * @param entries in the order of the answer
   */
  public static byte[] of(List<LogEntry> entries) {
    return LAYOUT.write(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("data");
          for (LogEntry entry : entries) {
            entry(json, entry);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void entry(JsonGenerator json, LogEntry entry) throws IOException {
    json.writeStartObject();
    json.writeNumberField("uid", Integer.toUnsignedLong(entry.uid()));
    json.writeNumberField("time", Integer.toUnsignedLong(entry.time()));
    json.writeNumberField("pri", entry.priority());
    text(json, "tag", entry.tag().text());
    json.writeNumberField("pid", Integer.toUnsignedLong(entry.pid()));
    text(json, "node", entry.node().text());
    text(json, "user", entry.ident().text());
    text(json, "msg", entry.message());
    json.writeEndObject();
  }

  /** Messages are stored with escapes in them, and clients may have put some into names. */
  private static void text(JsonGenerator json, String name, ByteString text) throws IOException {
    json.writeFieldName(name);
    json.writeString(JsonString.ofEscaped(text));
  }
}
