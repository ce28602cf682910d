package dev.qbipc.server;

import dev.qbipc.options.Bounds;
import dev.qbipc.options.JsonOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Objects;

/**
 * Options for the threads that read the clients' requests: how many there are, in which order they
 * work, and how they and the clients sleep and wake.
 *
 * <p>The default of {@code readers} depends on the cores; it is in the JSON form only if it was
 * set.
 */
public final class ReaderOptions {

  /** Busy clients take turns. */
  public static final Scheduling DEFAULT_SCHEDULING = Scheduling.TURNS;

  /** How long a busy reader polls after work before it sleeps. */
  public static final Duration DEFAULT_SPIN = Duration.ofNanos(40_000);

  /** Readers have the same priority as the program's other threads. */
  public static final int DEFAULT_NICE = 0;

  /** A client is woken half-way through a long message. */
  public static final boolean DEFAULT_WAKE_HALFWAY = true;

  /** Readers sleep on all their rings in one system call where the kernel can. */
  public static final boolean DEFAULT_FUTEX_WAITV = true;

  /** Each reader is a thread, and has histograms of its own for each operation. */
  public static final int MAX_READERS = 64;

  private static final int CORES_PER_READER = 4;
  private static final int MIN_NICE = -20;
  private static final int MAX_NICE = 19;

  private Integer readers;
  private Scheduling scheduling = DEFAULT_SCHEDULING;
  private Duration spin = DEFAULT_SPIN;
  private int nice = DEFAULT_NICE;
  private boolean wakeHalfway = DEFAULT_WAKE_HALFWAY;
  private boolean futexWaitv = DEFAULT_FUTEX_WAITV;

  /** The defaults. */
  public ReaderOptions() {}

  /**
   * A copy.
   *
   * @param other what to copy; may be changed afterwards
   */
  public ReaderOptions(ReaderOptions other) {
    readers = other.readers;
    scheduling = other.scheduling;
    spin = other.spin;
    nice = other.nice;
    wakeHalfway = other.wakeHalfway;
    futexWaitv = other.futexWaitv;
  }

  /**
   * What JSON says, and the defaults for the rest.
   *
   * @param json members named as the setters, each optional; the time is {@code spinNanos}
   * @throws IllegalArgumentException if a member is not known, of the wrong type, or refused by its
   *     setter
   */
  public ReaderOptions(JsonObject json) {
    var members = new JsonOptions(json);
    members.integer("readers", this::setReaders);
    members.oneOf("scheduling", Scheduling.class, this::setScheduling);
    members.nanos("spinNanos", this::setSpin);
    members.integer("nice", this::setNice);
    members.flag("wakeHalfway", this::setWakeHalfway);
    members.flag("futexWaitv", this::setFutexWaitv);
    members.end();
  }

  private static int defaultReaders() {
    int share = Runtime.getRuntime().availableProcessors() / CORES_PER_READER;
    return Math.min(MAX_READERS, Math.max(1, share));
  }

  /** {@return the JSON form, from which equal options can be made} */
  public JsonObject toJson() {
    var json =
        new JsonObject()
            .put("scheduling", JsonOptions.spelled(scheduling))
            .put("spinNanos", spin.toNanos())
            .put("nice", nice)
            .put("wakeHalfway", wakeHalfway)
            .put("futexWaitv", futexWaitv);
    if (readers != null) {
      json.put("readers", readers);
    }
    return json;
  }

  /** {@return the number of threads that read request rings} */
  public int getReaders() {
    return readers != null ? readers : defaultReaders();
  }

  /**
   * Sets the number of threads that read request rings.
   *
   * @param readers 1 to {@link #MAX_READERS}
   * @return this
   * @throws IllegalArgumentException for another number
   */
  public ReaderOptions setReaders(int readers) {
    this.readers = Bounds.between(1, MAX_READERS, "readers", readers);
    return this;
  }

  /** {@return whose requests readers take next while several clients are busy} */
  public Scheduling getScheduling() {
    return scheduling;
  }

  /**
   * Sets whose requests readers take next while several clients are busy.
   *
   * @param scheduling how the readers' time is shared out
   * @return this
   */
  public ReaderOptions setScheduling(Scheduling scheduling) {
    this.scheduling = Objects.requireNonNull(scheduling, "scheduling");
    return this;
  }

  /** {@return how long a busy reader polls after work before it sleeps} */
  public Duration getSpin() {
    return spin;
  }

  /**
   * Sets how long a busy reader polls after work before it sleeps. A reader with occasional
   * requests sleeps at once, and so do all readers if there are not more cores than readers.
   *
   * @param spin of any length; zero makes all readers sleep at once
   * @return this
   * @throws IllegalArgumentException if it is negative
   */
  public ReaderOptions setSpin(Duration spin) {
    this.spin = Bounds.notNegative("spin", spin);
    return this;
  }

  /** {@return the offset to the nice value of busy readers} */
  public int getNice() {
    return nice;
  }

  /**
   * Sets the priority of readers relative to the program's other threads on the same core: an
   * offset to the nice value that the program was started with, from -20, the highest priority, to
   * 19, the lowest; 0 is the ordinary one. A negative value is in effect while a reader is busy,
   * and only for root or with CAP_SYS_NICE.
   *
   * @param nice -20 to 19
   * @return this
   * @throws IllegalArgumentException for another offset
   */
  public ReaderOptions setNice(int nice) {
    this.nice = Bounds.between(MIN_NICE, MAX_NICE, "nice", nice);
    return this;
  }

  /** {@return whether a client is woken when half of a long message has been copied} */
  public boolean isWakeHalfway() {
    return wakeHalfway;
  }

  /**
   * Sets whether a client is woken when half of a message of 128 KiB and more has been copied, so
   * that it is awake when the rest is there.
   *
   * @param wakeHalfway whether it is
   * @return this
   */
  public ReaderOptions setWakeHalfway(boolean wakeHalfway) {
    this.wakeHalfway = wakeHalfway;
    return this;
  }

  /**
   * {@return whether a reader may sleep on all of its rings in one system call if the kernel can}
   */
  public boolean isFutexWaitv() {
    return futexWaitv;
  }

  /**
   * Sets whether a reader may sleep on all of its rings in one system call if the kernel can.
   * Otherwise a thread for each connection waits on its semaphore and wakes the reader.
   *
   * @param futexWaitv whether it may
   * @return this
   */
  public ReaderOptions setFutexWaitv(boolean futexWaitv) {
    this.futexWaitv = futexWaitv;
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReaderOptions options && toJson().equals(options.toJson());
  }

  @Override
  public int hashCode() {
    return toJson().hashCode();
  }

  @Override
  public String toString() {
    return toJson().encode();
  }
}
