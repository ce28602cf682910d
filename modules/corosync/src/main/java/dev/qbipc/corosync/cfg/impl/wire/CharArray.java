package dev.qbipc.corosync.cfg.impl.wire;

import dev.qbipc.corosync.impl.transport.Incoming;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * A text in a field of fixed size, ended by a zero byte, behind which lies garbage; one that fills
 * its field ends with it.
 */
final class CharArray {

  private CharArray() {}

  static String read(Incoming message, int at, int size) {
    Buffer field = message.bytes(at, size);
    int length = 0;
    while (length < size && field.getByte(length) != 0) {
      length++;
    }
    return field.getString(0, length, StandardCharsets.UTF_8.name());
  }
}
