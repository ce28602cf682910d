package dev.qbipc.server.impl.reader;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The turns of a reader's busy connections: which ones are passed over, and when notification bytes
 * are read. Belongs to the reader's thread.
 *
 * <p>Clients share cores. One whose answers come before it can fall asleep keeps its core, while
 * others that have been answered wait behind it. Besides, reading a notification byte costs 0.5 us,
 * even if many are read together, since each comes from another core; and a client that gets no
 * answer meanwhile falls asleep. So both waits are combined. A connection whose turn is over is
 * passed over; its client falls asleep and leaves the core to those that have not had theirs. When
 * all have had a turn, and all are asleep, the bytes are read, those of one connection in a round,
 * so that others do not wait. Then turns start again, one after another: answered at once, the
 * clients would wake up in each other's way and fall asleep again. So each waits once in a turn,
 * and the longer turns are, the less often. Of eight clients on a core each gets 97 to 99 of 100
 * answers within 5 us, where libqb takes 40 us, and waits up to 4 ms for one or two.
 *
 * <p>No client is passed over for the sake of clients without requests, which have taken their
 * answers, nor for long for clients that do not take their answers at all. And turns of clients
 * that are active at the same time, each on its own core, start at the same time.
 */
final class Turns implements Schedule {

  /**
   * A time without a request after which turns are over unless a client waits for its core: longer
   * than a client takes from an answer to its next request.
   */
  static final long SILENT_NANOS = TimeUnit.MICROSECONDS.toNanos(5);

  /** The same for all clients: about as long as a core takes to wake up. */
  static final long MAX_SILENT_NANOS = TimeUnit.MICROSECONDS.toNanos(30);

  /** After so long turns go on although others have not had theirs. */
  static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(8);

  /**
   * Requests, since turns ended last, of a turn that ends with those of others; so that of a client
   * that asks seldom does not.
   */
  static final int MIN_REQUESTS_TO_END = 16;

  /** Clients share a core if less than one in this many requests follows one of another client. */
  static final int REQUESTS_PER_CHANGE = 4;

  /** Times that turns begin in sequence before it is found out anew whether they have to. */
  static final int SEQUENCES = 15;

  private final FaultWatch faults;
  private final ArrayDeque<Client> ended = new ArrayDeque<>();
  private final ArrayDeque<Client> beginning = new ArrayDeque<>();

  /** Clients that had a request in this round which was left in its ring. */
  private int passedOver;

  private long lastRequest;

  /** The silence after which it is looked again whether a client waits for its core. */
  private long nextLook;

  /** Since when a client has been passed over, or else when the last turn started. */
  private long waitingSince;

  private Client lastClient;
  private long requests;
  private long changes;
  private int sequences;

  /**
   * @param faults that may result from checking for answers that clients have not taken
   */
  Turns(FaultWatch faults) {
    this.faults = faults;
  }

  @Override
  public void beginRound(long now) {
    if (hasPendingDrains() && faults.surface()) {
      drainNext(now);
    }
    if (passedOver == 0) {
      waitingSince = now;
    }
    passedOver = 0;
  }

  @Override
  public boolean passesOver(Client client) {
    boolean over = client.turn().isOver();
    if (over) {
      passedOver++;
    }
    return over;
  }

  @Override
  public void taken(Client client, int count, long now) {
    requestSeen(now);
    requests += count;
    if (client != lastClient) {
      lastClient = client;
      changes++;
    }
  }

  private void requestSeen(long now) {
    lastRequest = now;
    nextLook = SILENT_NANOS;
  }

  @Override
  public void endRound(List<? extends Client> clients, int busy, boolean anyTaken, long now) {
    if (passedOver == 0 || hasPendingDrains()) {
      return;
    }
    boolean over =
        anyTaken ? exceededLimit(now) : passedOver == busy || canRestart(clients, busy, now);
    if (over && faults.surface()) {
      goOn(clients, busy, now);
    }
  }

  @Override
  public boolean hasWork() {
    return passedOver > 0 || hasPendingDrains();
  }

  @Override
  public void restart(List<? extends Client> clients, int busy, long now) {
    if (faults.surface()) {
      drainAll(now);
      goOn(clients, busy, now);
      drainAll(now);
    }
  }

  @Override
  public void reset() {
    while (!beginning.isEmpty()) {
      beginning.remove().turn().begin();
    }
  }

  boolean hasPendingDrains() {
    return !ended.isEmpty();
  }

  /**
   * Takes the bytes of one client whose turn has ended. After the last one, turns begin anew: all,
   * or the first in a sequence.
   */
  void drainNext(long now) {
    var client = ended.remove();
    beginning.add(client);
    client.takeBytes();
    if (ended.isEmpty()) {
      findOutWhoSharesCores();
      beginNext(now);
    }
  }

  private void drainAll(long now) {
    while (hasPendingDrains()) {
      drainNext(now);
    }
    reset();
  }

  private void findOutWhoSharesCores() {
    if (sequences > 0) {
      sequences--;
    } else if (changes * REQUESTS_PER_CHANGE < requests) {
      sequences = SEQUENCES;
    }
    requests = 0;
    changes = 0;
  }

  private void beginNext(long now) {
    requestSeen(now);
    waitingSince = now;
    do {
      beginning.remove().turn().begin();
    } while (sequences == 0 && !beginning.isEmpty());
  }

  /** Whether those that are passed over have waited long enough. */
  boolean exceededLimit(long now) {
    return now - waitingSince >= MAX_WAIT_NANOS;
  }

  /**
   * Whether no client is left for which those that had their turns could wait, after a round in
   * which some were passed over and nothing was read.
   */
  boolean canRestart(List<? extends Client> clients, int busy, long now) {
    long silent = now - lastRequest;
    if (silent >= MAX_SILENT_NANOS) {
      return true;
    }
    if (silent < nextLook) {
      return false;
    }
    nextLook = silent + SILENT_NANOS;
    return !isAnyWaitingForItsCore(clients, busy);
  }

  private boolean isAnyWaitingForItsCore(List<? extends Client> clients, int busy) {
    faults.polling();
    for (int i = 0; i < busy; i++) {
      var client = clients.get(i);
      if (!client.turn().isOver() && !client.hasTakenAnswers()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Goes on when turns are over: with the next one in the sequence, or else to the end of the turns
   * of all that had more than a few requests lately.
   */
  void goOn(List<? extends Client> clients, int busy, long now) {
    if (!beginning.isEmpty()) {
      beginNext(now);
      return;
    }
    for (int i = 0; i < busy; i++) {
      var client = clients.get(i);
      Turn turn = client.turn();
      boolean hadMany = turn.newRequests() >= MIN_REQUESTS_TO_END;
      turn.requestsCounted();
      if (hadMany || turn.isOver()) {
        turn.end();
        ended.add(client);
      }
    }
  }
}
