package dev.pmxcfs.ipc.cli.corosync;

import dev.qbipc.corosync.cmap.CmapDouble;
import dev.qbipc.corosync.cmap.CmapEntry;
import dev.qbipc.corosync.cmap.CmapFloat;
import dev.qbipc.corosync.cmap.CmapInteger;
import dev.qbipc.corosync.cmap.CmapValue;
import io.vertx.core.json.JsonObject;

/** A key of corosync's map in JSON. */
final class MapEntry {

  private MapEntry() {}

  /** Numbers are numbers, but for those that JSON does not have; bytes are hexadecimal digits. */
  static JsonObject json(CmapEntry entry) {
    return new JsonObject()
        .put("key", entry.key())
        .put("type", entry.value().type().text())
        .put("value", value(entry.value()));
  }

  private static Object value(CmapValue value) {
    if (value instanceof CmapInteger integer) {
      return integer.value();
    } else if (value instanceof CmapFloat number && Float.isFinite(number.value())) {
      return number.value();
    } else if (value instanceof CmapDouble number && Double.isFinite(number.value())) {
      return number.value();
    }
    return value.toString();
  }
}
