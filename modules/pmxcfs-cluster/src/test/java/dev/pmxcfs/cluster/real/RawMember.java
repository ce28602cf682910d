package dev.pmxcfs.cluster.real;

import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.cluster.wire.Epoch;
import dev.pmxcfs.cluster.wire.FrameHeader;
import dev.pmxcfs.cluster.wire.FrameType;
import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.cluster.wire.NormalFrame;
import dev.pmxcfs.cluster.wire.SyncFrame;
import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.cpg.CpgAddress;
import dev.qbipc.corosync.cpg.CpgChange;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgMessage;
import dev.qbipc.corosync.cpg.CpgMovement;
import dev.qbipc.corosync.cpg.CpgOptions;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.real.RealCorosync;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A member of a group that is no pmxcfs. It sends what a test wants, and in a sync the state of the
 * first other one, so that the others get on. It should be on the highest node, where it neither
 * starts a sync nor leads.
 */
final class RawMember implements AutoCloseable {

  /** Higher than any process has. */
  private static final int PID = 2_000_000_000;

  private static final int TIME = 1_700_000_000;

  private final GroupProtocol protocol;
  private final CpgGroup group;
  private final boolean isSilent;
  private final List<CpgAddress> departed = new CopyOnWriteArrayList<>();
  private volatile int verifications;
  private volatile Epoch epoch = Epoch.NONE;
  private boolean hasAnswered;
  private long count;

  private RawMember(
      Vertx vertx, RealCorosync node, GroupProtocol protocol, int pid, boolean isSilent) {
    this.protocol = protocol;
    this.isSilent = isSilent;
    group =
        Corosync.create(vertx, node.options())
            .group(protocol.groupName() + '\0', new CpgOptions().setPid(pid));
    group.handler(this::delivered).changeHandler(this::changed);
  }

  /** Joins a group, and takes part in its syncs. */
  static RawMember join(Vertx vertx, RealCorosync node, GroupProtocol protocol) {
    var member = new RawMember(vertx, node, protocol, PID, false);
    Waiting.value(member.group.join());
    return member;
  }

  /** Tries to join a group as a process that has an id already, as one in another container may. */
  static Future<?> joinAs(int pid, Vertx vertx, RealCorosync node, GroupProtocol protocol) {
    return new RawMember(vertx, node, protocol, pid, true).group.join();
  }

  /** Joins a group, and says nothing, so that no sync comes to its end. */
  static RawMember joinSilently(Vertx vertx, RealCorosync node, GroupProtocol protocol) {
    var member = new RawMember(vertx, node, protocol, PID, true);
    Waiting.value(member.group.join());
    return member;
  }

  private void changed(CpgChange change) {
    change.left().stream().map(CpgMovement::member).forEach(departed::add);
  }

  private void delivered(CpgMessage message) {
    byte[] bytes = message.payload().getBytes();
    try {
      if (!FrameHeader.decode(bytes).isOf(FrameType.NORMAL)) {
        delivered(SyncFrame.decode(bytes), message.sender());
      }
    } catch (MalformedFrameException e) {
      // one of its own
    }
  }

  private void delivered(SyncFrame frame, CpgAddress sender) {
    boolean isOwn = group.self().filter(sender::equals).isPresent();
    if (isOwn || isSilent) {
      return;
    }
    if (frame.type() == FrameType.VERIFY.ordinal()) {
      verifications++;
    }
    if (frame.type() == FrameType.SYNC_START.ordinal()) {
      epoch = frame.epoch();
      hasAnswered = false;
    } else if (frame.type() == FrameType.STATE.ordinal()
        && frame.epoch().equals(epoch)
        && !hasAnswered) {
      hasAnswered = true;
      group.multicast(Buffer.buffer(sync(FrameType.STATE.ordinal(), frame.body())));
    }
  }

  /** Who has left the group since this joined it, in this order. */
  List<CpgAddress> departed() {
    return List.copyOf(departed);
  }

  /** How often another one has told the digest of what it has. */
  int verifications() {
    return verifications;
  }

  /** How many members there are, this one among them. */
  int size() {
    return group.members().size();
  }

  /** A frame of the group. */
  byte[] normal(int subtype, byte[] body) {
    return normal(protocol.version(), subtype, body);
  }

  byte[] normal(int version, int subtype, byte[] body) {
    return new NormalFrame(subtype, version, TIME, ++count, body).encode();
  }

  /** A frame of the last sync. */
  byte[] sync(int type, byte[] body) {
    return new SyncFrame(type, protocol.version(), TIME, epoch, body).encode();
  }

  /** A frame of a sync that never was. */
  byte[] otherSync(int type, byte[] body) {
    return new SyncFrame(type, protocol.version(), TIME, new Epoch(1, 2, 3, 4), body).encode();
  }

  void send(byte[] frame) {
    Waiting.value(group.multicast(Buffer.buffer(frame)));
  }

  @Override
  public void close() {
    Waiting.value(group.leave().transform(left -> group.close()));
  }
}
