package dev.pmxcfs.ipc.modules.descriptor;

import dev.pmxcfs.ipc.json.CheckedJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a module's jar says of itself, for people to write and for the program to check before any
 * of its classes are loaded.
 *
 * <pre>
 * {
 *   "name": "operations-greeting",       the same in all versions
 *   "version": "1.0",
 *   "api": "1.0",                        {@link ApiVersion} that it needs
 *   "operations": {
 *     "42": {                            message id
 *       "name": "GREET",
 *       "threading": "reader",           or event-loop, worker, virtual-thread
 *       "instances": 1,                  where it does not run on the readers
 *       "deadlineMillis": 0,             then the client gets ETIMEDOUT; 0 is never
 *       "request": [ ... ]               {@link RequestField}s of the payload
 *     }
 *   }
 * }
 * </pre>
 *
 * <p>Of an operation, all but the name may be missing.
 *
 * @param operations by message id
 */
public record ModuleDescriptor(
    String name,
    String version,
    ApiVersion api,
    SortedMap<Integer, OperationDescriptor> operations) {

  /** Where it stands in the jar. */
  public static final String PATH = "META-INF/qb-ipc/module.json";

  /**
   * Reads a descriptor.
   *
   * @throws IllegalArgumentException if something in it is missing or wrong, and which
   */
  public static ModuleDescriptor parse(byte[] json) {
    var members = CheckedJson.of("", decode(json), "name", "version", "api", "operations");
    return new ModuleDescriptor(
        members.filledString("name"),
        members.filledString("version"),
        ApiVersion.parse(members.string("api")),
        operations(members.object("operations")));
  }

  private static JsonObject decode(byte[] json) {
    try {
      return new JsonObject(Buffer.buffer(json));
    } catch (DecodeException e) {
      throw new IllegalArgumentException("is not JSON: " + e.getMessage(), e);
    }
  }

  private static SortedMap<Integer, OperationDescriptor> operations(JsonObject json) {
    SortedMap<Integer, OperationDescriptor> operations = new TreeMap<>();
    for (Map.Entry<String, Object> entry : json) {
      String where = "operations." + entry.getKey();
      operations.put(id(entry.getKey()), OperationDescriptor.parse(where, entry.getValue()));
    }
    if (operations.isEmpty()) {
      throw new IllegalArgumentException("operations has none");
    }
    return Collections.unmodifiableSortedMap(operations);
  }

  private static int id(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("operations." + text + " is not a message id", e);
    }
  }
}
