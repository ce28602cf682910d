package dev.pmxcfs.ipc.modules;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The changes of modules since those of the start were put in service: how many, and the latest.
 * Any thread may use it.
 */
public final class ModuleChanges {

  private static final int KEPT = 16;

  private final Deque<Change> latest = new ArrayDeque<>();
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
    latest.addFirst(new Change(Instant.now(), module, from, to));
    if (latest.size() > KEPT) {
      latest.removeLast();
    }
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
