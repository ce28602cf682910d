package dev.pmxcfs.docs.guide;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.Reconnecting;
import dev.qbipc.corosync.cpg.CpgAddress;
import dev.qbipc.corosync.cpg.CpgChange;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/** Counts together with all other nodes. */
public final class ReplicatedCounter {

  private static final byte ADD = 1;
  private static final byte ASK = 2;
  private static final byte TELL = 3;

  private final CpgGroup group;
  private final Reconnecting<CpgGroup> kept;
  private boolean known;
  private long count;

  ReplicatedCounter(Vertx vertx, Corosync corosync) {
    group = corosync.group("counter").handler(this::received).changeHandler(this::changed);
    kept = Reconnecting.keep(vertx, group::join).lostHandler(reason -> known = false).start();
  }

  /** Adds a number on all nodes; completes when it is on its way. */
  Future<Void> add(long number) {
    return group.multicast(Buffer.buffer().appendByte(ADD).appendLong(number));
  }

  private void changed(CpgChange change) {
    CpgAddress self = group.self().orElseThrow();
    boolean isNew = change.joined().stream().anyMatch(movement -> movement.member().equals(self));
    if (isNew && change.members().size() > 1) {
      group.multicast(Buffer.buffer().appendByte(ASK));
    }
    known |= change.members().size() == 1;
  }

  private void received(CpgMessage message) {
    Buffer payload = message.payload();
    CpgAddress self = group.self().orElseThrow();
    switch (payload.getByte(0)) {
      case ADD -> count += payload.getLong(1);
      case ASK -> {
        if (message.sender().equals(self)) {
          count = 0; // and from here on all that is added
        } else if (known) {
          group.multicast(
              Buffer.buffer()
                  .appendByte(TELL)
                  .appendLong(count)
                  .appendString(message.sender().toString()));
        }
      }
      default -> {
        if (!known && payload.getString(9, payload.length()).equals(self.toString())) {
          count += payload.getLong(1);
          known = true;
        }
      }
    }
  }

  /** The sum, or -1 as long as it is not known here. */
  long count() {
    return known ? count : -1;
  }

  Future<Void> close() {
    return kept.close();
  }
}
