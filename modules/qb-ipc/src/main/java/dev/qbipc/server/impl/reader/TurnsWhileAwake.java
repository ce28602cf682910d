package dev.qbipc.server.impl.reader;

import java.util.List;

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
 * them. So turns are tried again, soon at first and ever more seldom if that does not help.
 */
final class TurnsWhileAwake implements Schedule {

  /** After so many requests it is looked anew: some milliseconds. */
  static final int REQUESTS_PER_LOOK = 1024;

  /** After so many looks without turns they are tried again, for the first time. */
  static final int FIRST_PAUSE = 4;

  /** The same if they have been tried often. */
  static final int LAST_PAUSE = 64;

  private final FaultWatch faults;
  private final Turns turns;
  private final PlainSchedule plain = new PlainSchedule();
  private boolean inTurns = true;
  private int requests;
  private int wakeUps;
  private int pause = FIRST_PAUSE;
  private int looks;

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
    int all = client.wakeUps();
    wakeUps += client.turn().newWakeUps(all);
    client.turn().wakeUpsCounted(all);
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
    looks++;
    if (inTurns) {
      if (wakeUps > requests / 2) {
        // No turn stays ended: nobody would begin it.
        turns.restart(clients, busy, now);
        pause = looks > 1 ? FIRST_PAUSE : Math.min(2 * pause, LAST_PAUSE);
        change(false);
      }
    } else if (wakeUps < requests / 4 || looks >= pause) {
      change(true);
    }
    requests = 0;
    wakeUps = 0;
  }

  private void change(boolean toTurns) {
    inTurns = toTurns;
    looks = 0;
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
