package dev.pmxcfs.state.answer;

import dev.pmxcfs.state.status.Status;
import dev.pmxcfs.state.status.StatusValue;
import dev.pmxcfs.state.tree.ByteString;
import dev.pmxcfs.state.tree.WatchedFiles;
import java.util.Map;

/**
 * The answer to GET_FS_VERSION (operations specification, section 4.1): what changed how often.
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
 *   "tasklist": 4,               the keys of the node's status, in any order
 *   "kv/a": 0}                   (without keys: the brace alone)
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
   * @param node the local node's name
   * @param status what the local node published, and the version of the answer to GET_CLUSTER_INFO
   */
  public static byte[] of(
      int startTime, int guestListVersion, WatchedFiles watched, ByteString node, Status status) {
    JsonText json = new JsonText();
    json.raw("{\n\"starttime\": ").unsigned(startTime);
    json.raw(",\n\"clinfo\": ").unsigned(status.clusterInfoVersion());
    json.raw(",\n\"vmlist\": ").unsigned(guestListVersion);
    for (int i = 0; i < watched.count(); i++) {
      json.raw(",\n").string(watched.path(i)).raw(": ").unsigned(watched.counter(i));
    }
    json.raw(",\n\"kvstore\": {\n").string(node).raw(": {\n");
    keys(json, status);
    json.raw("}\n}\n}\n");
    return json.toBytes();
  }

  private static void keys(JsonText json, Status status) {
    String separator = "";
    for (Map.Entry<ByteString, StatusValue> entry : status.values().entrySet()) {
      json.raw(separator).string(entry.getKey()).raw(": ").unsigned(entry.getValue().version());
      separator = ",\n";
    }
  }
}
