package dev.pmxcfs.cluster.group;

import dev.pmxcfs.cluster.wire.Epoch;
import dev.pmxcfs.cluster.wire.FrameType;
import dev.pmxcfs.cluster.wire.NormalFrame;
import dev.pmxcfs.cluster.wire.SyncFrame;

/** The frames of this node on their way to the group. */
final class Outgoing {

  private final GroupProtocol protocol;
  private final ProcessGroup group;
  private final GroupClock clock;

  /** Of the last normal frame; it goes on over leaving and joining again. */
  private long count;

  Outgoing(GroupProtocol protocol, ProcessGroup group, GroupClock clock) {
    this.protocol = protocol;
    this.group = group;
    this.clock = clock;
  }

  /** The count of the last normal frame. */
  long lastCount() {
    return count;
  }

  /** The count of the next normal frame. */
  long nextCount() {
    return count + 1;
  }

  /**
   * @param time in seconds since 1970; unsigned
   */
  void normal(int subtype, byte[] body, int time, SendFailureHandler failure) {
    count++;
    var frame = new NormalFrame(subtype, protocol.version(), time, count, body);
    group.multicast(frame.encode(), failure);
  }

  void sync(FrameType type, Epoch epoch, SendFailureHandler failure) {
    group.multicast(
        SyncFrame.of(type, protocol.version(), clock.seconds(), epoch).encode(), failure);
  }

  void sync(FrameType type, Epoch epoch, byte[] body, SendFailureHandler failure) {
    group.multicast(
        SyncFrame.of(type, protocol.version(), clock.seconds(), epoch, body).encode(), failure);
  }

  /** Sends bytes that were a frame already. */
  void again(byte[] frame, SendFailureHandler failure) {
    group.multicast(frame, failure);
  }

  void whenSent(Runnable action) {
    group.whenSent(action);
  }
}
