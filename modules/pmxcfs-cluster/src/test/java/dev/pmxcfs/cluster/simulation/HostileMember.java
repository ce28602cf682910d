package dev.pmxcfs.cluster.simulation;

import dev.pmxcfs.cluster.group.Application;
import dev.pmxcfs.cluster.group.GroupEvents;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.SendFailureHandler;
import dev.pmxcfs.cluster.wire.Epoch;
import dev.pmxcfs.cluster.wire.FrameType;
import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.cluster.wire.NormalFrame;
import dev.pmxcfs.cluster.wire.SyncFrame;
import java.util.List;
import java.util.Random;

/**
 * A member that is no pmxcfs, and sends what disturbs one: well-formed, nearly so, or not at all.
 */
final class HostileMember implements GroupEvents {

  private static final int PID = 666;

  private final SimulatedProcess process;
  private final byte[] emptyState;
  private final Random random;
  private byte[] seen = {0};
  private Epoch epoch = Epoch.NONE;
  private boolean isIn;

  /**
   * @param emptyState what it says that it has, mostly
   */
  HostileMember(SimulatedCorosync corosync, int node, byte[] emptyState, Random random) {
    this.emptyState = emptyState;
    process = new SimulatedProcess(corosync, new Member(node, PID));
    this.random = random;
  }

  SimulatedProcess process() {
    return process;
  }

  void join() {
    if (!isIn) {
      isIn = true;
      process.join(this);
    }
  }

  /** It is over. */
  void end() {
    isIn = false;
  }

  boolean isIn() {
    return isIn;
  }

  void sendSomething() {
    byte[] frame =
        switch (random.nextInt(8)) {
          case 0 -> bytes(random.nextInt(48));
          case 1, 2 -> changed(seen);
          case 3 -> seen;
          case 4 -> sync(FrameType.UPDATE_COMPLETE, 0);
          case 5 -> sync(FrameType.UPDATE, random.nextInt(64));
          case 6 -> sync(FrameType.values()[1 + random.nextInt(6)], random.nextInt(64));
          default ->
              new NormalFrame(random.nextInt(10), 1, random.nextInt(), random.nextLong(), body())
                  .encode();
        };
    process.multicast(frame, SendFailureHandler.NONE);
  }

  private byte[] sync(FrameType type, int size) {
    return SyncFrame.of(type, 1, random.nextInt(), epoch, bytes(size)).encode();
  }

  private byte[] body() {
    return random.nextBoolean()
        ? MapApplication.body("c" + random.nextInt(100), random.nextInt(1000))
        : bytes(random.nextInt(64));
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] changed(byte[] frame) {
    byte[] copy = frame.clone();
    for (int i = random.nextInt(3); i >= 0 && copy.length > 0; i--) {
      copy[random.nextInt(copy.length)] = (byte) random.nextInt();
    }
    return copy;
  }

  @Override
  public void delivered(byte[] frame, Member sender) {
    seen = frame;
    try {
      SyncFrame read = SyncFrame.decode(frame);
      if (read.type() == FrameType.SYNC_START.ordinal()) {
        epoch = read.epoch();
        answer();
      } else if (read.type() == FrameType.STATE.ordinal() && !sender.equals(process.self())) {
        seen = frame;
      }
    } catch (MalformedFrameException e) {
      // one of its own
    }
  }

  /** Mostly it takes part, or else no sync would ever come to an end. */
  private void answer() {
    byte[] state = random.nextInt(4) == 0 ? bytes(random.nextInt(64)) : emptyState;
    process.multicast(
        SyncFrame.of(FrameType.STATE, 1, 0, epoch, state).encode(), SendFailureHandler.NONE);
  }

  @Override
  public void changed(List<Member> members, List<Member> left, List<Member> joined) {}

  @Override
  public long idle() {
    return Application.NOTHING;
  }

  @Override
  public void ended(String reason) {
    isIn = false;
  }
}
