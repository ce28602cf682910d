package dev.pmxcfs.state.answer;

import dev.pmxcfs.state.tree.ByteString;

/**
 * The answer to GET_CLUSTER_INFO where no cluster is known (operations specification, section 4.2).
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

  private ClusterInfoAnswer() {}

  /**
   * @param node the local node's name
   * @param version how often the information changed, unsigned
   */
  public static byte[] of(ByteString node, int version) {
    JsonText json = new JsonText();
    json.raw("{\n\"nodename\": ").string(node);
    json.raw(",\n\"version\": ").unsigned(version).raw("\n}\n");
    return json.toBytes();
  }
}
