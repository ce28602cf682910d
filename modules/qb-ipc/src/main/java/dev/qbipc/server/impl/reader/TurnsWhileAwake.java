package dev.qbipc.server.impl.reader;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Turns while clients are answered before they fall asleep, and none while they are not. Belongs to
 * the reader's thread.
 *
 * <p>Turns spare clients that share a core their sleep. A client whose answer takes a few
 * microseconds sleeps for each, turns or not: all that it has of them is the wait for the turns of
 * others. With eight clients and operations of 20 us the longest wait of a thousand was 6.5 times
 * that without turns, at the same throughput (scripts/bench).
 *
 * <p>Clients that wake each other up may stay asleep without turns where they would be awake with
 * them. So turns are tried again now and then, if answers are as quick as those for which they pay.
 */
final class TurnsWhileAwake implements Schedule {

  /** After so many requests it is looked anew: some milliseconds. */
  static final int REQUESTS_PER_LOOK = 1024;

  /** After so many looks without turns they are tried again. */
  static final int LOOKS_WITHOUT_TURNS = 16;

  /** Answers that take longer find their clients asleep in any case. */
  static final long QUICK_NANOS = TimeUnit.MICROSECONDS.toNanos(8);

  private final FaultWatch faults;
  private final Turns turns;
  private final PlainSchedule plain = new PlainSchedule();
  private boolean inTurns = true;
  private int requests;
  private int wakeUps;
  private int looksWithoutTurns;
  private long lastLook;

  TurnsWhileAwake(FaultWatch faults) {
    this.faults = faults;
    this.turns = new Turns(faults);
  }

  /** Whether clients take turns now. */
  boolean areInTurns() {
    return inTurns;
  }

  @Override
  public void beginRound(long now) {
    if (inTurns) {
      turns.beginRound(now);
    }
  }

  @Override
  public boolean passesOver(Client client) {
    return inTurns && turns.passesOver(client);
  }

  @Override
  public void taken(Client client, int count, long now) {
    requests += count;
    wakeUps += client.turn().newWakeUps(client.wakeUps());
    if (inTurns) {
      turns.taken(client, count, now);
    } else {
      plain.taken(client, count, now);
    }
  }

  @Override
  public void endRound(List<? extends Client> clients, int busy, boolean anyTaken, long now) {
    if (inTurns) {
      turns.endRound(clients, busy, anyTaken, now);
    }
    if (requests >= REQUESTS_PER_LOOK && faults.surface()) {
      look(clients, busy, now);
    }
  }

  private void look(List<? extends Client> clients, int busy, long now) {
    if (!inTurns) {
      inTurns = wakeUps < requests / 4 || isTimeToTry(now);
    } else if (wakeUps > requests / 2) {
      // No turn stays ended: nobody would begin it.
      turns.restart(clients, busy, now);
      inTurns = false;
      looksWithoutTurns = 0;
    }
    requests = 0;
    wakeUps = 0;
    lastLook = now;
  }

  private boolean isTimeToTry(long now) {
    boolean quick = now - lastLook < requests * QUICK_NANOS;
    return quick && ++looksWithoutTurns >= LOOKS_WITHOUT_TURNS;
  }

  @Override
  public boolean hasWork() {
    return inTurns && turns.hasWork();
  }

  @Override
  public void restart(List<? extends Client> clients, int busy, long now) {
    if (inTurns) {
      turns.restart(clients, busy, now);
    }
  }

  @Override
  public void reset() {
    turns.reset();
  }
}
