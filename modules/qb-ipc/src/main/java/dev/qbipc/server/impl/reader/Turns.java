package dev.qbipc.server.impl.reader;

import java.util.ArrayDeque;
import java.util.List;

/**
 * The turns of a reader's busy connections: who is passed over, and when notification bytes are
 * taken. Belongs to the reader's thread.
 *
 * <p>Clients share cores. One whose answers come before it can fall asleep keeps its core, and
 * those that were answered meanwhile stay behind it. And to take a notification byte costs 0.5 us,
 * however many are taken together, since another core has made each; a client that gets no answer
 * meanwhile falls asleep. So both waits are made one. A connection whose turn is over is passed
 * over, its client falls asleep and leaves the core to those that have not had theirs. When all
 * have, and all are asleep, the bytes are taken, those of one connection in a round, so that others
 * are not kept waiting. Then the turns begin anew, one after another: answered at once, the clients
 * would wake up in each other's way, and fall asleep again. So each waits once in a turn, and the
 * less often, the longer turns are. Of eight clients on a core each has 97 to 99 of 100 answers
 * within 5 us, where libqb's take 40 us, and waits up to 4 ms for one or two.
 *
 * <p>Nobody is passed over for the sake of clients that have nothing to ask, which have taken their
 * answers, nor for long for one that does not take its answers at all, or for many. And turns of
 * clients that ask at the same time, each on a core of its own, begin at the same time.
 */
public final class Turns {

  /**
   * Rounds without a request after which turns are over unless a client waits for its core: some 5
   * us, longer than a client takes from an answer to its next request.
   */
  static final int SILENT_ROUNDS = 80;

  /** The same whoever waits: some 30 us, about as long as a core takes to wake up. */
  static final int MOST_SILENT_ROUNDS = 500;

  /**
   * Requests, since turns ended last, of a turn that ends with those of others; so that of a client
   * that asks seldom does not.
   */
  static final int FEWEST_REQUESTS = 16;

  /** Clients share a core if, of so many requests, less than one comes after another client's. */
  static final int REQUESTS_PER_CHANGE = 4;

  /**
   * Requests after which turns go on although others have not had theirs: some 8 ms, in which more
   * than twenty have.
   */
  static final int MOST_REQUESTS = 4096;

  /** Times that turns begin in sequence before it is found out anew whether they have to. */
  static final int SEQUENCES = 15;

  private final ArrayDeque<Client> ended = new ArrayDeque<>();
  private final ArrayDeque<Client> beginning = new ArrayDeque<>();
  private long lastRequest;
  private Client lastClient;
  private long requests;
  private long changes;
  private int sequences;

  /** Requests that were taken since a turn began last. */
  private int requestsOfStep;

  /** What a connection is to its turns. */
  public interface Client {

    Turn turn();

    /**
     * Whether the client has taken all its answers: it runs, or has nothing to do. A fault of the
     * ring is left to the caller to bring to light.
     */
    boolean hasTakenAnswers();

    /** Takes the notification bytes of the requests that were taken. */
    void takeBytes();
  }

  /** Notes that requests of a client were taken in a round. */
  void requestsTaken(Client client, int count, long round) {
    lastRequest = round;
    requests += count;
    requestsOfStep += count;
    if (client != lastClient) {
      lastClient = client;
      changes++;
    }
  }

  /** Whether there are bytes to take. */
  boolean haveEnded() {
    return !ended.isEmpty();
  }

  /**
   * Takes the bytes of one client whose turn has ended. After the last one, turns begin anew: all,
   * or the first in a sequence.
   */
  void takeBytes(long round) {
    var client = ended.remove();
    beginning.add(client);
    client.takeBytes();
    if (ended.isEmpty()) {
      lookWhoSharesCores();
      beginNext(round);
    }
  }

  private void lookWhoSharesCores() {
    if (sequences > 0) {
      sequences--;
    } else if (changes * REQUESTS_PER_CHANGE < requests) {
      sequences = SEQUENCES;
    }
    requests = 0;
    changes = 0;
  }

  private void beginNext(long round) {
    lastRequest = round;
    requestsOfStep = 0;
    do {
      beginning.remove().turn().begin();
    } while (sequences == 0 && !beginning.isEmpty());
  }

  /** Begins all turns, for a reader that is about to sleep. */
  void beginAll() {
    while (!beginning.isEmpty()) {
      beginning.remove().turn().begin();
    }
  }

  /**
   * Ends the turns of all that had more than a few requests lately, and begins all anew at once:
   * requests take so long that nobody may wait for the turns of others.
   *
   * @param clients of which the first so many are busy
   */
  void beginAnew(List<? extends Client> clients, int busy, long round) {
    takeAllBytes(round);
    goOn(clients, busy, round);
    takeAllBytes(round);
  }

  private void takeAllBytes(long round) {
    while (haveEnded()) {
      takeBytes(round);
    }
    beginAll();
  }

  /**
   * Whether nobody is left whom those who had their turns could let go first. Ask after a round in
   * which some were passed over and nothing was taken.
   *
   * @param clients of which the first so many are busy
   */
  boolean areOver(List<? extends Client> clients, int busy, long round) {
    long silent = round - lastRequest;
    return silent >= MOST_SILENT_ROUNDS
        || silent % SILENT_ROUNDS == 0 && !isAnyWaitingForItsCore(clients, busy);
  }

  /** Whether so many requests were taken that whoever is passed over has waited long enough. */
  boolean wereLong() {
    return requestsOfStep >= MOST_REQUESTS;
  }

  private static boolean isAnyWaitingForItsCore(List<? extends Client> clients, int busy) {
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
  void goOn(List<? extends Client> clients, int busy, long round) {
    if (!beginning.isEmpty()) {
      beginNext(round);
      return;
    }
    for (int i = 0; i < busy; i++) {
      var client = clients.get(i);
      if (client.turn().newRequests() >= FEWEST_REQUESTS || client.turn().isOver()) {
        client.turn().end();
        ended.add(client);
      }
    }
  }
}
