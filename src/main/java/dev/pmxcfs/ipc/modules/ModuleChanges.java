package dev.pmxcfs.ipc.modules;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The changes of modules since those of the start were put in service: how many, and the latest.
 * Any thread may use it.
 */
public final class ModuleChanges {

  private static final int KEPT = 16;

  private final Deque<Change> latest = new ArrayDeque<>();
  private Consumer<Change> follower = change -> {};
  private long count;

  /**
   * A swap, a roll-back or an unloading.
   *
   * @param time when it took effect
   * @param module its name
   * @param from the version that served before, if one did
   * @param to the version that serves; none if the module was unloaded
   */
  public record Change(Instant time, String module, Optional<String> from, Optional<String> to) {}

  synchronized void add(String module, Optional<String> from, Optional<String> to) {
    count++;
    var change = new Change(Instant.now(), module, from, to);
    follower.accept(change);
    latest.addFirst(change);
    if (latest.size() > KEPT) {
      latest.removeLast();
    }
  }

  /** Has somebody told of each change from now on, who must neither block nor throw. */
  public synchronized void follow(Consumer<Change> newFollower) {
    follower = newFollower;
  }

  /** How many there were. */
  public synchronized long count() {
    return count;
  }

  /** Some of them, the latest first. */
  public synchronized List<Change> latest() {
    return List.copyOf(latest);
  }
}
