package dev.pmxcfs.state.answer;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.nodes.Status;
import dev.pmxcfs.state.nodes.StatusValue;
import dev.pmxcfs.state.tree.WatchedFiles;
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
 *   "kv/a": 0}                   (without keys: the brace alone)
 *   ,
 *   "node2": {
 *   }                            the local node first, then the others
 *   }
 *   }
 * </pre>
 *
 * <p>Every line ends in a line feed, the last one too.
 */
public final class FsVersionAnswer {

  private FsVersionAnswer() {}

  /**
   * @param startTime when the service started, in seconds since 1970; unsigned, as all versions
   * @param guestListVersion the version of the answer to GET_GUEST_LIST
   * @param watched the watched files
   * @param status what the nodes published, and the version of the answer to GET_CLUSTER_INFO
   */
  public static byte[] of(
      int startTime, int guestListVersion, WatchedFiles watched, Status status) {
    var json = new JsonBytes();
    json.raw("{\n\"starttime\": ").unsigned(startTime);
    json.raw(",\n\"clinfo\": ").unsigned(status.clusterInfoVersion());
    json.raw(",\n\"vmlist\": ").unsigned(guestListVersion);
    for (int i = 0; i < watched.count(); i++) {
      json.raw(",\n").string(watched.path(i)).raw(": ").unsigned(watched.counter(i));
    }
    json.raw(",\n\"kvstore\": {\n");
    String separator = "";
    for (var node : status.values().entrySet()) {
      json.raw(separator).string(node.getKey()).raw(": {\n");
      keys(json, node.getValue());
      json.raw("}\n");
      separator = ",\n";
    }
    return json.raw("}\n}\n").toArray();
  }

  private static void keys(JsonBytes json, Map<ByteString, StatusValue> values) {
    String separator = "";
    for (Map.Entry<ByteString, StatusValue> entry : values.entrySet()) {
      json.raw(separator).string(entry.getKey());
      json.raw(": ").unsigned(entry.getValue().version());
      separator = ",\n";
    }
  }
}
