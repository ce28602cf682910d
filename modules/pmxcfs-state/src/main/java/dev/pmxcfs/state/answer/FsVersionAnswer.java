package dev.pmxcfs.state.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.answer.JsonLayout.Level;
import dev.pmxcfs.state.nodes.Status;
import dev.pmxcfs.state.nodes.StatusValue;
import dev.pmxcfs.state.tree.WatchedFiles;
import java.io.IOException;
import java.util.Map;

/**
 * The answer to GET_FS_VERSION (operations, section 4.1): what changed how often.
 *
 * <pre>
 *   {
 *   "starttime": 1795533408,
 *   "clinfo": 0,
 *   "vmlist": 0,
 *   "corosync.conf": 1,
 *   ...                          all watched files in their order
 *   "mapping/usb.cfg": 1,
 *   "kvstore": {
 *   "testnode": {
 *   "tasklist": 4,               the keys of a node's status, in any order
 *   "kv/a": 0},                  (without keys: the brace alone)
 *   "node2": {
 *   }                            the local node first, then the others
 *   }
 *   }
 * </pre>
 *
 * <p>Every line ends in a line feed, the last one too.
 */
public final class FsVersionAnswer {

  private static final JsonLayout LAYOUT =
      JsonLayout.of(
          Level.object("{\n", ": ", ",\n", "\n}\n"),
          Level.object("{\n", ": ", ",\n", "\n}"),
          Level.object("{\n", ": ", ",\n", "}"));

  private FsVersionAnswer() {}

  /**
   * @param startTime when the service started, in seconds since 1970; unsigned, as all versions
   * @param guestListVersion the version of the answer to GET_GUEST_LIST
   * @param watched the watched files
   * @param status what the nodes published, and the version of the answer to GET_CLUSTER_INFO
   */
  public static byte[] of(
      int startTime, int guestListVersion, WatchedFiles watched, Status status) {
    return LAYOUT.write(
        json -> {
          json.writeStartObject();
          json.writeNumberField("starttime", Integer.toUnsignedLong(startTime));
          json.writeNumberField("clinfo", Integer.toUnsignedLong(status.clusterInfoVersion()));
          json.writeNumberField("vmlist", Integer.toUnsignedLong(guestListVersion));
          files(json, watched);
          json.writeObjectFieldStart("kvstore");
          for (var node : status.values().entrySet()) {
            json.writeFieldName(JsonString.of(node.getKey()));
            keys(json, node.getValue());
          }
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private static void files(JsonGenerator json, WatchedFiles watched) throws IOException {
    for (int i = 0; i < watched.count(); i++) {
      json.writeFieldName(JsonString.of(watched.path(i)));
      json.writeNumber(Integer.toUnsignedLong(watched.counter(i)));
    }
  }

  private static void keys(JsonGenerator json, Map<ByteString, StatusValue> values)
      throws IOException {
    json.writeStartObject();
    for (Map.Entry<ByteString, StatusValue> entry : values.entrySet()) {
      json.writeFieldName(JsonString.of(entry.getKey()));
      json.writeNumber(Integer.toUnsignedLong(entry.getValue().version()));
    }
    json.writeEndObject();
  }
}
