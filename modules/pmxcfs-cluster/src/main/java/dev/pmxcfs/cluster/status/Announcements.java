package dev.pmxcfs.cluster.status;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.cluster.wire.StatusKind;
import dev.pmxcfs.state.nodes.NodeStatus;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node tells the others, on its way from whoever publishes to the group: in order, and
 * without holding anybody up (cluster, defect D2). Values that are replaced faster than they can be
 * told are left out ({@link NewestValues}).
 *
 * <p>There is a bound. What is published beyond it, or refused by corosync, is not sent: of such a
 * key the value is sent that it has once there is room; messages of the log come with the next
 * sync; and measurements are outdated soon.
 */
final class Announcements {

  private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

  /** What may wait here, in bytes. */
  static final int MAX_BYTES = 4 * 1024 * 1024;

  /** Of how many keys it is known that the others lack a value: twice what they keep of a node. */
  static final int MAX_MISSED = 8_192;

  /** What may be on its way in the group, in bytes, before more is given to it. */
  static final int WINDOW = 256 * 1024;

  private final NodeStatus status;
  private final Executor groupThread;

  private final NewestValues waiting = new NewestValues();
  private final Set<ByteString> missed = new LinkedHashSet<>();

  /** Keys that are told once more, each once however often the members change meanwhile. */
  private final Set<ByteString> again = new LinkedHashSet<>();

  /** How many of those that wait are told before these keys. */
  private int aheadOfAgain;

  private boolean isScheduled;
  private boolean isFull;

  // The rest is for the group's thread alone.
  private StatusSender sender;
  private int inFlight;
  private int membership;
  private boolean isRefused;

  /**
   * @param status where keys have their values
   * @param groupThread runs tasks one by one, in order
   */
  Announcements(NodeStatus status, Executor groupThread) {
    this.status = status;
    this.groupThread = groupThread;
  }

  /** Sends what there is, and what comes, from now on. On the group's thread. */
  void sendTo(StatusSender sender) {
    this.sender = sender;
    send();
  }

  /** Tells the others something. Any thread may call it, and does not wait. */
  void tell(Announcement announcement) {
    if (!announcement.isTellable()) {
      LOG.warn("'{}' is no key that others can be told", announcement.key().orElseThrow());
      return;
    }
    synchronized (this) {
      if (waiting.bytes() + announcement.size() > MAX_BYTES) {
        if (!isFull) {
          isFull = true;
          LOG.warn(
              "corosync does not take what this node publishes, and {} bytes wait: values are sent"
                  + " later, messages of the log with the next sync, and measurements are left out",
              waiting.bytes());
        }
        announcement.lastingKey().ifPresent(waiting::outdate);
        announcement.lastingKey().ifPresent(this::miss);
      } else if (!waiting.add(announcement)) {
        return;
      }
      if (isScheduled) {
        return;
      }
      isScheduled = true;
    }
    try {
      groupThread.execute(this::sendScheduled);
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        isScheduled = false; // or nobody would try it again
      }
      throw e;
    }
  }

  private void miss(ByteString key) {
    if (missed.size() < MAX_MISSED) {
      missed.add(key);
    }
  }

  private void sendScheduled() {
    synchronized (this) {
      isScheduled = false;
    }
    isRefused = false;
    send();
  }

  /** Tells the others each value of this node once more, behind what waits. */
  void tellAllValues() {
    synchronized (this) {
      if (again.isEmpty()) {
        aheadOfAgain = waiting.ready();
      }
      again.addAll(status.current().of(status.localNode()).keySet());
    }
    send();
  }

  /** Nothing that was given to the group before is heard of any more. */
  void membersChanged() {
    membership++;
    synchronized (this) {
      waiting.noneReturns();
    }
    inFlight = 0;
    isRefused = false;
    send();
  }

  /** The group has delivered a value of this node. On the group's thread. */
  void returned(ByteString key) {
    boolean isMore;
    synchronized (this) {
      isMore = waiting.returned(key);
    }
    if (isMore) {
      send();
    }
  }

  /** Sends what waits, as far as the group takes it. */
  void send() {
    if (sender == null) {
      return;
    }
    int sent = 0;
    while (inFlight < WINDOW) {
      Optional<Announcement> next = next();
      if (next.isEmpty()) {
        break;
      }
      if (!send(next.get())) {
        forgetAll();
        break;
      }
      sent += next.get().size();
      inFlight += next.get().size();
    }
    if (sent > 0) {
      int arrived = sent;
      int before = membership;
      sender.whenSent(
          () -> {
            if (before == membership) {
              inFlight -= arrived;
              send();
            }
          });
    }
  }

  private boolean send(Announcement announcement) {
    return sender.send(
        announcement.kind().number(), announcement.encode(), failure -> refused(announcement));
  }

  /** It is not tried again at once: corosync has had its time already. */
  private synchronized void refused(Announcement announcement) {
    isRefused = true;
    announcement.lastingKey().ifPresent(waiting::returned);
    announcement.lastingKey().ifPresent(this::miss);
    LOG.warn(
        "corosync does not take {}",
        announcement.kind() == StatusKind.LOG
            ? "a message of the cluster log, which comes with the next sync"
            : "the value of '" + announcement.key().orElseThrow() + "'");
  }

  private synchronized Optional<Announcement> next() {
    if (aheadOfAgain == 0 && !again.isEmpty()) {
      return Optional.of(firstOf(again));
    }
    Optional<Announcement> next = waiting.poll();
    if (next.isPresent()) {
      aheadOfAgain = Math.max(0, aheadOfAgain - 1);
      return next;
    }
    isFull = false;
    return isRefused || missed.isEmpty() ? Optional.empty() : Optional.of(firstOf(missed));
  }

  /** What is to be told of a key by now. */
  private Announcement firstOf(Set<ByteString> keys) {
    Iterator<ByteString> first = keys.iterator();
    ByteString key = first.next();
    first.remove();
    return Announcement.of(key, status.localValue(key));
  }

  /** Who is not a member is told everything when it becomes one, and tells everything. */
  private synchronized void forgetAll() {
    waiting.clear();
    missed.clear();
    again.clear();
    aheadOfAgain = 0;
    isFull = false;
  }

  /** How many wait, and how many bytes these have. */
  synchronized AnnouncementStatus waiting() {
    return new AnnouncementStatus(waiting.count() + missed.size() + again.size(), waiting.bytes());
  }
}
