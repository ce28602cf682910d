package dev.pmxcfs.cluster.group;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The present mode of a group, and why it was last left. */
final class Modes {

  private static final Logger LOG = LoggerFactory.getLogger(StateMachine.class);

  private final String group;
  private final GroupClock clock;
  private long since;
  private Optional<String> lastLeave = Optional.empty();

  /** Other threads look at it, too. */
  private volatile Mode mode = Mode.START;

  Modes(String group, GroupClock clock) {
    this.group = group;
    this.clock = clock;
    since = clock.millis();
  }

  Mode current() {
    return mode;
  }

  boolean is(Mode other) {
    return mode == other;
  }

  /** When the present mode began, by {@link GroupClock#millis}. */
  long since() {
    return since;
  }

  Optional<String> lastLeave() {
    return lastLeave;
  }

  /**
   * Begins a mode that is no error.
   *
   * @return whether it is another one than before
   */
  boolean begin(Mode next) {
    if (mode == next) {
      return false;
    }
    mode = next;
    since = clock.millis();
    return true;
  }

  /** Something was wrong in what was delivered or could not be done: LEAVE, unless it is worse. */
  void leave(String reason) {
    if (mode.admits(Mode.LEAVE) && begin(Mode.LEAVE)) {
      lastLeave = Optional.of(reason);
      LOG.warn("{} is left, to be joined and synced anew: {}", group, reason);
    }
  }

  /** The group is to be left for good. */
  void stop(Mode error, String reason) {
    if (mode.admits(error) && begin(error)) {
      lastLeave = Optional.of(reason);
      LOG.error("{} is left until a restart: {}", group, reason);
    }
  }

  /**
   * The membership has ended without having been asked to.
   *
   * @param wasMember otherwise it has not come about, which is told once for each reason
   */
  void lost(String reason, boolean wasMember) {
    boolean isNew = wasMember || !lastLeave.filter(reason::equals).isPresent();
    lastLeave = Optional.of(reason);
    if (isNew) {
      String what = wasMember ? "is lost" : "cannot be joined";
      LOG.warn("{} {}, and is tried again: {}", group, what, reason);
    }
  }
}
