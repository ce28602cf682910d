package dev.qbipc.server.impl.reader;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Decides whose requests come next while a reader does not have time for all, because some are
 * slow. Belongs to the reader's thread.
 *
 * <p>Then each round belongs to one user, for a short time: the user who has had the least of the
 * reader's time; and of its connections those with the least come first. So cheap requests wait for
 * at most one of each other user, and one of another connection of the same user, however many
 * connections there are. A user does not gain credit while it has no requests. (This is start-time
 * fair queueing.)
 *
 * <p>None of this happens while rounds are short, as they are with ordinary requests.
 */
public final class FairTurns {

  /** After so long, the rest of a round's requests wait for the next one. */
  static final long LONG_ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  /** So long after the last long round, all have their turn in each round again. */
  static final long CALM_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final Comparator<Client> LEAST_TIME_FIRST =
      Comparator.comparingLong(client -> client.timeShare().begin);

  private final Map<Integer, User> users = new HashMap<>();
  private boolean on;
  private long lastLong;

  /** How much time those have had who were served last. */
  private long served;

  /** A connection among others of its user. */
  public interface Client {

    int uid();

    TimeShare timeShare();
  }

  /** What a connection has had of its user's time. */
  public static final class TimeShare {

    private User user;
    private long begin;
  }

  private static final class User {

    private long begin;

    /** As {@link FairTurns#served}, of its connections. */
    private long served;
  }

  /** Whether rounds were long lately. */
  boolean areOn() {
    return on;
  }

  /** Notes that a round was long. */
  void roundWasLong(long now) {
    on = true;
    lastLong = now;
  }

  /** Notes that a round was not long. */
  void roundWasShort(long now) {
    if (now - lastLong >= CALM_NANOS) {
      end();
    }
  }

  /** Goes back to rounds for all. */
  void end() {
    on = false;
    users.clear();
    served = 0;
  }

  /**
   * Leaves of clients that have a request those of the user who comes next, in their order.
   *
   * @param ready at least one
   */
  void choose(List<? extends Client> ready) {
    User next = null;
    for (int i = 0; i < ready.size(); i++) {
      var user = userOf(ready.get(i));
      if (next == null || user.begin < next.begin) {
        next = user;
      }
    }
    User chosen = next;
    ready.removeIf(client -> client.timeShare().user != chosen);
    ready.sort(LEAST_TIME_FIRST);
  }

  /** The user of a client that has something to ask: from now on both wait. */
  private User userOf(Client client) {
    var user = users.computeIfAbsent(client.uid(), uid -> new User());
    user.begin = Math.max(user.begin, served);
    var share = client.timeShare();
    if (share.user != user) {
      share.user = user;
      share.begin = 0;
    }
    share.begin = Math.max(share.begin, user.served);
    return user;
  }

  /** Notes how long requests of a client took. */
  void charge(Client client, long nanos) {
    var user = userOf(client);
    served = user.begin;
    user.begin += nanos;
    var share = client.timeShare();
    user.served = share.begin;
    share.begin += nanos;
  }
}
