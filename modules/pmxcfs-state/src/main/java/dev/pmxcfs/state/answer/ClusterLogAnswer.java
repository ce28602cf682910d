package dev.pmxcfs.state.answer;

import dev.pmxcfs.state.log.LogEntry;
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

  private ClusterLogAnswer() {}

  /**
   * @param entries in the order of the answer
   */
  public static byte[] of(List<LogEntry> entries) {
    var json = new JsonBytes();
    json.raw("{\n\"data\": [\n");
    String separator = "";
    for (LogEntry entry : entries) {
      entry(json.raw(separator), entry);
      separator = ",\n";
    }
    return json.raw(entries.isEmpty() ? "]\n}\n" : "\n]\n}\n").toArray();
  }

  /** Messages are stored with escapes in them, and clients may have put some into names. */
  private static void entry(JsonBytes json, LogEntry entry) {
    json.raw("{\"uid\": ").unsigned(entry.uid());
    json.raw(", \"time\": ").unsigned(entry.time());
    json.raw(", \"pri\": ").number(entry.priority());
    json.raw(", \"tag\": ").escapedString(entry.tag().text());
    json.raw(", \"pid\": ").unsigned(entry.pid());
    json.raw(", \"node\": ").escapedString(entry.node().text());
    json.raw(", \"user\": ").escapedString(entry.ident().text());
    json.raw(", \"msg\": ").escapedString(entry.message()).raw("}");
  }
}
