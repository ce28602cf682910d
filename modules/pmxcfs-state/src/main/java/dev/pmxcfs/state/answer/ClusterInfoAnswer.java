package dev.pmxcfs.state.answer;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.answer.JsonLayout.Level;

/**
 * The answer to GET_CLUSTER_INFO where no cluster is known (operations, section 4.2).
 *
 * <pre>
 *   {
 *   "nodename": "testnode",
 *   "version": 0
 *   }
 * </pre>
 *
 * <p>Every line ends in a line feed, the last one too.
 */
public final class ClusterInfoAnswer {

  private static final JsonLayout LAYOUT = JsonLayout.of(Level.object("{\n", ": ", ",\n", "\n}\n"));

  private ClusterInfoAnswer() {}

  /**
   * @param node the local node's name
   * @param version how often the information changed, unsigned
   */
  public static byte[] of(ByteString node, int version) {
    return LAYOUT.write(
        json -> {
          json.writeStartObject();
          json.writeFieldName("nodename");
          json.writeString(JsonString.of(node));
          json.writeNumberField("version", Integer.toUnsignedLong(version));
          json.writeEndObject();
        });
  }
}
