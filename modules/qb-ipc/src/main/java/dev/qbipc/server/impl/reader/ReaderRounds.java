package dev.qbipc.server.impl.reader;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Waits until readers have come to the end of what they are at, so that what they have counted of
 * it can be seen, without having them do anything.
 */
public final class ReaderRounds {

  private static final long LOOK_AGAIN_MILLIS = 1;

  private final ContextInternal context;
  private final Duration patience;

  /**
   * @param context where it waits
   * @param patience how long a reader may take for a round
   */
  public ReaderRounds(ContextInternal context, Duration patience) {
    this.context = context;
    this.patience = patience;
  }

  /** A reader, and the round that it was in. */
  private record Round(RingReader reader, long number) {

    /** All of the round happened before this says so. */
    boolean isOver() {
      return reader.rounds() != number || reader.isAsleep() || reader.ended().isComplete();
    }
  }

  /**
   * Waits for the rounds that readers are in just now.
   *
   * @return completes on the context when they are over, or take too long
   */
  public Future<Void> passed(List<RingReader> readers) {
    List<Round> rounds = new ArrayList<>();
    readers.forEach(reader -> rounds.add(new Round(reader, reader.rounds())));
    Promise<Void> passed = context.promise();
    long begun = System.nanoTime();
    context.runOnContext(now -> look(rounds, begun, passed));
    return passed.future();
  }

  private void look(List<Round> rounds, long begun, Promise<Void> passed) {
    rounds.removeIf(Round::isOver);
    if (rounds.isEmpty() || System.nanoTime() - begun > patience.toNanos()) {
      passed.complete();
    } else {
      context.setTimer(LOOK_AGAIN_MILLIS, later -> look(rounds, begun, passed));
    }
  }
}
