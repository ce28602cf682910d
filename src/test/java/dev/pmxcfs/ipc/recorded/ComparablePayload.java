package dev.pmxcfs.ipc.recorded;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A response's bytes, one character each, without what no two servers share: times, process ids,
 * and the order of what the C server keeps in hash tables.
 */
final class ComparablePayload {

  private static final int GET_FS_VERSION = 1;
  private static final int GET_GUEST_LIST = 3;
  private static final int GET_CLUSTER_LOG = 8;
  private static final int GET_RRD_DUMP = 10;

  private ComparablePayload() {}

  static String of(int id, byte[] payload) {
    String text = new String(payload, StandardCharsets.ISO_8859_1);
    return switch (id) {
      case GET_FS_VERSION ->
          sorted(
              text.replaceFirst("\"starttime\": [0-9]{10},", "\"starttime\": 0,"),
              "\"kvstore\": {\n\"testnode\": {\n",
              ",\n",
              "}\n}\n}\n");
      case GET_GUEST_LIST -> sorted(text, "\"ids\": {\n", ",\n", "}\n\n}\n");
      case GET_CLUSTER_LOG -> text.replaceAll("\"(time|pid)\": [0-9]+,", "\"$1\": 0,");
      case GET_RRD_DUMP -> sorted(text, "", "\n", "\n\0");
      default -> text;
    };
  }

  /** Sorts what stands between two texts; leaves a payload alone that does not have them. */
  private static String sorted(String text, String head, String separator, String tail) {
    int from = text.indexOf(head) + head.length();
    int to = text.length() - tail.length();
    if (from < head.length() || !text.endsWith(tail) || from > to) {
      return text;
    }
    return text.substring(0, from)
        + Arrays.stream(text.substring(from, to).split(separator))
            .sorted()
            .collect(Collectors.joining(separator))
        + tail;
  }
}
