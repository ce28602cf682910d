package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.TreeDifference;
import dev.pmxcfs.state.tree.TreeDifference.Kind;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What an import would change, each change as two {@link Fields}.
 *
 * <pre>
 *   +----------+------+----------+------+---
 *   | "CREATE" | path | "DELETE" | path | ...
 *   +----------+------+----------+------+---
 * </pre>
 */
final class DifferenceDescriptor {

  private DifferenceDescriptor() {}

  static Buffer encode(List<TreeDifference> differences) {
    Buffer payload = Buffer.buffer();
    for (TreeDifference difference : differences) {
      Fields.append(payload, difference.kind().name().getBytes(StandardCharsets.US_ASCII));
      Fields.append(payload, difference.path().toArray());
    }
    return payload;
  }

  /**
   * @throws IllegalArgumentException if the payload is not as above
   */
  static List<TreeDifference> decode(Buffer payload) {
    List<byte[]> fields = Fields.decode(payload);
    if (fields.size() % 2 != 0) {
      throw new IllegalArgumentException("the last difference has no path");
    }
    List<TreeDifference> differences = new ArrayList<>(fields.size() / 2);
    for (int i = 0; i < fields.size(); i += 2) {
      byte[] path = fields.get(i + 1);
      differences.add(
          new TreeDifference(
              Kind.valueOf(new String(fields.get(i), StandardCharsets.US_ASCII)),
              ByteString.copyOf(path, 0, path.length)));
    }
    return differences;
  }
}
