package dev.pmxcfs.cluster.group;

import static org.junit.Assert.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A process group in which happens what a test says; it keeps what is sent. */
public final class ScriptedGroup implements ProcessGroup {

  private final Queue<byte[]> sent = new ArrayDeque<>();
  private final List<Runnable> whenSent = new ArrayList<>();
  private Member self;
  private SendFailure failure;
  private int failures;
  private int joins;
  private boolean isJoined;
  private boolean isLeft;

  public ScriptedGroup(Member self) {
    this.self = self;
  }

  /** The next frames are not sent. */
  public void fail(SendFailure failure, int frames) {
    this.failure = failure;
    failures = frames;
  }

  @Override
  public void join(GroupEvents events) {
    assertTrue("joins once", !isJoined);
    isJoined = true;
    isLeft = false;
    joins++;
  }

  @Override
  public void leave() {
    assertTrue("leaves what it has joined", isJoined && !isLeft);
    isLeft = true;
  }

  /** The membership is over, and another one may begin. */
  public void end() {
    isJoined = false;
    whenSent.clear();
  }

  @Override
  public Member self() {
    return self;
  }

  @Override
  public void multicast(byte[] frame, SendFailureHandler handler) {
    assertTrue("sends to what it has joined", isJoined);
    if (failures > 0) {
      failures--;
      SendFailure reason = failure;
      whenSent.add(() -> handler.failed(reason));
    } else {
      sent.add(frame);
    }
  }

  @Override
  public void whenSent(Runnable action) {
    whenSent.add(action);
  }

  /** Tells what has been sent and what failed, and what follows from that. */
  public void settle() {
    while (!whenSent.isEmpty()) {
      List<Runnable> actions = List.copyOf(whenSent);
      whenSent.clear();
      actions.forEach(Runnable::run);
    }
  }

  /** The next frame that was sent; null if there is none. */
  public byte[] nextSent() {
    return sent.poll();
  }

  /** How often it was joined. */
  public int joins() {
    return joins;
  }

  /** Whether it is joined and not being left. */
  public boolean isIn() {
    return isJoined && !isLeft;
  }

  /** Whether it is being left. */
  public boolean isLeaving() {
    return isJoined && isLeft;
  }
}
