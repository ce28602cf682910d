package dev.qbipc.corosync.real;

import dev.qbipc.corosync.cpg.CpgChange;
import dev.qbipc.corosync.cpg.CpgMessage;
import dev.qbipc.corosync.cpg.CpgMovement;
import dev.qbipc.corosync.cpg.CpgRing;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a member is told, in the words of the member in C: its logs and ours can be compared. */
final class LogLine {

  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private LogLine() {}

  /** The line of a message, a change or a ring. */
  static String of(Object event) {
    if (event instanceof CpgMessage message) {
      return "message " + message.sender() + " " + contents(message.payload());
    }
    if (event instanceof CpgChange change) {
      return "change members"
          + joined(change.members())
          + " joined"
          + movements(change.joined())
          + " left"
          + movements(change.left());
    }
    var ring = (CpgRing) event;
    return "ring "
        + ring.id()
        + " nodes"
        + joined(ring.nodeIds().stream().map(Integer::toUnsignedString).toList());
  }

  private static String contents(Buffer payload) {
    long hash = FNV_BASIS;
    for (byte each : payload.getBytes()) {
      hash = (hash ^ Byte.toUnsignedInt(each)) * FNV_PRIME;
    }
    return String.format(Locale.ROOT, "%d %016x", payload.length(), hash);
  }

  private static String movements(List<CpgMovement> movements) {
    return joined(
        movements.stream()
            .map(movement -> movement.member() + "(" + movement.reason().number() + ")")
            .toList());
  }

  private static String joined(Collection<?> elements) {
    return elements.stream().map(element -> " " + element).collect(Collectors.joining());
  }
}
