package dev.pmxcfs.cluster.group;

import dev.pmxcfs.cluster.wire.Epoch;
import dev.pmxcfs.cluster.wire.FrameType;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;

/**
 * Sends what others lack, and then that it was all: some at a time, so that not all of a tree is in
 * memory once more. UPDATE_COMPLETE without all updates would make a C node refuse changes until
 * its restart (cluster, defects D8 and D19), so an update that corosync does not take is sent
 * again, as long as there is the same sync.
 */
final class UpdateSending {

  private static final int MAX_FRAMES = 256;
  private static final int MAX_BYTES = 1024 * 1024;

  private final Outgoing outgoing;
  private final Epoch epoch;
  private final Iterator<byte[]> updates;
  private final SendFailureHandler completeFailed;
  private final Queue<byte[]> refused = new ArrayDeque<>();
  private boolean waitsForTick;
  private boolean ended;

  /**
   * @param completeFailed told if that it was all could not be sent
   */
  UpdateSending(
      Outgoing outgoing, Epoch epoch, Iterator<byte[]> updates, SendFailureHandler completeFailed) {
    this.outgoing = outgoing;
    this.epoch = epoch;
    this.updates = updates;
    this.completeFailed = completeFailed;
  }

  /** Sends the next ones, and once these are sent the next ones. */
  void sendSome() {
    long bytes = 0;
    for (int frames = 0; hasNext() && frames < MAX_FRAMES && bytes < MAX_BYTES; frames++) {
      byte[] update = refused.isEmpty() ? updates.next() : refused.remove();
      bytes += update.length;
      outgoing.sync(FrameType.UPDATE, epoch, update, failure -> failed(update, failure));
    }
    outgoing.whenSent(this::sent);
  }

  private boolean hasNext() {
    return !refused.isEmpty() || updates.hasNext();
  }

  private void failed(byte[] update, SendFailure failure) {
    if (failure == SendFailure.INTERRUPTED) {
      end(); // the next sync is on its way
    } else {
      refused.add(update);
    }
  }

  private void sent() {
    if (ended) {
      return;
    }
    if (!refused.isEmpty()) {
      waitsForTick = true;
    } else if (updates.hasNext()) {
      sendSome();
    } else {
      outgoing.sync(FrameType.UPDATE_COMPLETE, epoch, completeFailed);
      end();
    }
  }

  /** Time has passed: what was refused is tried again. */
  void tick() {
    if (waitsForTick && !ended) {
      waitsForTick = false;
      sendSome();
    }
  }

  /** Sends no more: the sync is over. */
  void end() {
    ended = true;
  }
}
