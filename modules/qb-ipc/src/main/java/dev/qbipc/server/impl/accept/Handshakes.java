package dev.qbipc.server.impl.accept;

import dev.qbipc.server.HandshakeOptions;
import dev.qbipc.server.impl.limits.ConnectionQuota;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The handshakes under way on one event loop: a limited number whose requests are not complete, and
 * as many whose rings are being created. When there is no room for another, clients are left in the
 * kernel's queue, or get EAGAIN from it before they have sent anything (as with libqb's server).
 *
 * <p>A client whose request has arrived is never evicted, and a silent one only after a grace
 * period, since an honest client may have to wait for a processor between connecting and sending.
 * The first to go are those of the user with the most handshakes, so that a crowd of one user costs
 * others nothing; root and the user that the server runs as go last. All methods run on the event
 * loop unless they say otherwise.
 */
public final class Handshakes {

  private static final Duration MAX_GRACE = Duration.ofSeconds(1);
  private static final int GRACES_PER_TIMEOUT = 10;

  /** Of the handshakes of each user, the greatest are those whose oldest is dropped. */
  private static final Comparator<Set<Handshake>> FIRST_TO_GO =
      Comparator.<Set<Handshake>, Boolean>comparing(
              ofUid -> !ConnectionQuota.isTrusted(oldest(ofUid).uid()))
          .thenComparing(Set::size)
          .thenComparing(ofUid -> oldest(ofUid).ageNanos());

  /** Has a handshake to start, but found no room. */
  interface Waiter {

    /** Whether it waits still. Any thread may call it. */
    boolean isWaiting();

    /** Says that there is room. Any thread may call it. */
    void roomAgain();
  }

  private final Vertx vertx;
  private final int max;
  private final long graceNanos;

  /** Handshakes with incomplete requests, by the user who connected, the oldest first. */
  private final Map<Integer, Set<Handshake>> unsent = new HashMap<>();

  /** How many these are, with those about to be added. */
  private final AtomicInteger unsentCount = new AtomicInteger();

  private final Set<Handshake> creating = new HashSet<>();
  private final AtomicInteger creatingCount = new AtomicInteger();
  private Waiter waiter;
  private boolean timerRuns;

  Handshakes(Vertx vertx, HandshakeOptions options) {
    this.vertx = vertx;
    max = options.getMaxHandshakes();
    graceNanos = Math.min(MAX_GRACE.toNanos(), options.getTimeout().toNanos() / GRACES_PER_TIMEOUT);
  }

  /** Whether another handshake may begin. Any thread may call it. */
  boolean haveRoom() {
    return unsentCount.get() < max && creatingCount.get() < max;
  }

  /** Takes the room for a handshake that will be added. Any thread may call it. */
  void reserve() {
    unsentCount.incrementAndGet();
  }

  /** Gives back what was reserved for a handshake that was not added. */
  void release() {
    unsentCount.decrementAndGet();
    changed();
  }

  /** Adds a handshake for which room is reserved. */
  void add(Handshake handshake) {
    unsent.computeIfAbsent(handshake.uid(), uid -> new LinkedHashSet<>()).add(handshake);
  }

  /** Notes that a handshake's request has come whole and that its rings are being made. */
  void creating(Handshake handshake) {
    creating.add(handshake);
    creatingCount.incrementAndGet();
    ended(handshake);
  }

  /** Notes that a handshake's rings are made, or cannot be. */
  void created(Handshake handshake) {
    creating.remove(handshake);
    creatingCount.decrementAndGet();
    changed();
  }

  /** Notes that no request is waited for any more. */
  void ended(Handshake handshake) {
    Set<Handshake> ofUid = unsent.get(handshake.uid());
    if (ofUid != null && ofUid.remove(handshake)) {
      if (ofUid.isEmpty()) {
        unsent.remove(handshake.uid());
      }
      release();
    }
  }

  /** Drops all clients that have no answer yet. */
  void dropAll() {
    unsent.values().stream().flatMap(Set::stream).toList().forEach(Handshake::drop);
    List.copyOf(creating).forEach(Handshake::drop);
  }

  /** Notes what waits for room, and sees to it that there will be some. */
  void awaitedBy(Waiter waiter) {
    this.waiter = waiter;
    changed();
  }

  private void changed() {
    if (waiter == null || !waiter.isWaiting()) {
      return;
    }
    if (haveRoom()) {
      waiter.roomAgain();
    } else if (creatingCount.get() < max && !unsent.isEmpty()) {
      makeRoom();
    }
  }

  private void makeRoom() {
    Handshake next = nextToGo();
    long grace = graceNanos - next.ageNanos();
    if (grace > 0) {
      lookAgainIn(grace);
    } else {
      next.evict();
    }
  }

  /** The oldest one of the user with the most. */
  private Handshake nextToGo() {
    return unsent.values().stream().max(FIRST_TO_GO).map(Handshakes::oldest).orElseThrow();
  }

  private static Handshake oldest(Set<Handshake> ofUid) {
    return ofUid.iterator().next();
  }

  private void lookAgainIn(long nanos) {
    if (!timerRuns) {
      timerRuns = true;
      long millis = Math.max(1, Duration.ofNanos(nanos).toMillis() + 1);
      vertx.setTimer(
          millis,
          timer -> {
            timerRuns = false;
            changed();
          });
    }
  }
}
