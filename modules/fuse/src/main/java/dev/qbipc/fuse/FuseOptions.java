package dev.qbipc.fuse;

import dev.qbipc.linux.Errno;
import java.time.Duration;
import java.util.Objects;

/** How a file system is mounted and served. */
public final class FuseOptions {

  /** What is mounted, as {@code mount} and {@code findmnt} show it. */
  public static final String DEFAULT_SOURCE = "/dev/fuse";

  /** How much a call may write, in bytes: what the kernel has as its most. */
  public static final int DEFAULT_MAX_WRITE = 1024 * 1024;

  /** The threads that wait for calls. */
  public static final int DEFAULT_READERS = 2;

  /** How many there may be while calls block. */
  public static final int DEFAULT_MAX_READERS = 32;

  /** How long a call may wait for its answer. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /** What a call is told that has waited for so long. */
  public static final int DEFAULT_TIMEOUT_ERRNO = Errno.ETIMEDOUT;

  /** How long calls may go on when the session is closed. */
  public static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /** How many calls may wait for an answer that comes later. */
  public static final int DEFAULT_MAX_WAITING = 4096;

  /** How many changes may wait to be told to the kernel one by one. */
  public static final int DEFAULT_MAX_NOTIFICATIONS = 4096;

  /** Times are told to the nanosecond. */
  public static final int DEFAULT_TIME_GRANULARITY = 1;

  private static final int SMALLEST_WRITE = 4096;
  private static final int MOST_READERS = 1024;
  private static final int MOST_ERRNO = 511;
  private static final int SECOND = 1_000_000_000;

  private String source = DEFAULT_SOURCE;
  private boolean allowOther = true;
  private boolean defaultPermissions = true;
  private boolean readOnly;
  private int maxWrite = DEFAULT_MAX_WRITE;
  private int readers = DEFAULT_READERS;
  private int maxReaders = DEFAULT_MAX_READERS;
  private Duration timeout = DEFAULT_TIMEOUT;
  private int timeoutErrno = DEFAULT_TIMEOUT_ERRNO;
  private Duration closeTimeout = DEFAULT_CLOSE_TIMEOUT;
  private int maxWaiting = DEFAULT_MAX_WAITING;
  private int maxNotifications = DEFAULT_MAX_NOTIFICATIONS;
  private int timeGranularity = DEFAULT_TIME_GRANULARITY;

  /** The defaults. */
  public FuseOptions() {}

  /**
   * A copy.
   *
   * @param other what is copied
   */
  public FuseOptions(FuseOptions other) {
    source = other.source;
    allowOther = other.allowOther;
    defaultPermissions = other.defaultPermissions;
    readOnly = other.readOnly;
    maxWrite = other.maxWrite;
    readers = other.readers;
    maxReaders = other.maxReaders;
    timeout = other.timeout;
    timeoutErrno = other.timeoutErrno;
    closeTimeout = other.closeTimeout;
    maxWaiting = other.maxWaiting;
    maxNotifications = other.maxNotifications;
    timeGranularity = other.timeGranularity;
  }

  /** {@return the name of what is mounted} A dead mount of the same name is replaced. */
  public String getSource() {
    return source;
  }

  /**
   * Sets the name of what is mounted.
   *
   * @param source a name, not empty
   * @return this
   */
  public FuseOptions setSource(String source) {
    Objects.requireNonNull(source, "source");
    if (source.isEmpty() || source.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "source must have characters, and no NUL: '" + source + "'");
    }
    this.source = source;
    return this;
  }

  /** {@return whether other users than the server's may use the mount} They may by default. */
  public boolean isAllowOther() {
    return allowOther;
  }

  /**
   * Sets whether other users than the server's may use the mount.
   *
   * @param allowOther whether they may
   * @return this
   */
  public FuseOptions setAllowOther(boolean allowOther) {
    this.allowOther = allowOther;
    return this;
  }

  /** {@return whether the kernel checks owner and mode before it calls} It does by default. */
  public boolean isDefaultPermissions() {
    return defaultPermissions;
  }

  /**
   * Sets whether the kernel checks owner and mode before it calls.
   *
   * @param defaultPermissions if not, the file system has to
   * @return this
   */
  public FuseOptions setDefaultPermissions(boolean defaultPermissions) {
    this.defaultPermissions = defaultPermissions;
    return this;
  }

  /** {@return whether the kernel refuses to change anything} */
  public boolean isReadOnly() {
    return readOnly;
  }

  /**
   * Sets whether the kernel refuses to change anything.
   *
   * @param readOnly whether it does
   * @return this
   */
  public FuseOptions setReadOnly(boolean readOnly) {
    this.readOnly = readOnly;
    return this;
  }

  /** {@return how much a call may write, in bytes} Longer writes come as several calls. */
  public int getMaxWrite() {
    return maxWrite;
  }

  /**
   * Sets how much a call may write. Each reader has a buffer for that.
   *
   * @param maxWrite bytes, from 4,096 to 1 MiB
   * @return this
   */
  public FuseOptions setMaxWrite(int maxWrite) {
    this.maxWrite = between(SMALLEST_WRITE, DEFAULT_MAX_WRITE, "maxWrite", maxWrite);
    return this;
  }

  /** {@return how many threads there are for calls} */
  public int getReaders() {
    return readers;
  }

  /**
   * Sets how many threads there are for calls. One waits for them; the others rest until calls come
   * faster than one answers them, or it is held up for some milliseconds.
   *
   * @param readers from 1 to 1,024
   * @return this
   */
  public FuseOptions setReaders(int readers) {
    this.readers = between(1, MOST_READERS, "readers", readers);
    return this;
  }

  /** {@return how many threads there may be while all others are held up by calls that block} */
  public int getMaxReaders() {
    return maxReaders;
  }

  /**
   * Sets how many threads there may be while all others are held up by calls that block. If it is
   * fewer than the {@linkplain #setReaders readers}, there are never more than those.
   *
   * @param maxReaders from 1 to 1,024
   * @return this
   */
  public FuseOptions setMaxReaders(int maxReaders) {
    this.maxReaders = between(1, MOST_READERS, "maxReaders", maxReaders);
    return this;
  }

  /** {@return how long a call may wait for its answer} */
  public Duration getTimeout() {
    return timeout;
  }

  /**
   * Sets how long a call may wait for its answer: it is told {@link #getTimeoutErrno} within that
   * time and a quarter more.
   *
   * @param timeout at least 1 ms
   * @return this
   */
  public FuseOptions setTimeout(Duration timeout) {
    this.timeout = atLeastOneMilli("timeout", timeout);
    return this;
  }

  /** {@return what a call is told that has waited for too long} */
  public int getTimeoutErrno() {
    return timeoutErrno;
  }

  /**
   * Sets what a call is told that has waited for too long.
   *
   * @param timeoutErrno an error number, positive as in {@link Errno}
   * @return this
   */
  public FuseOptions setTimeoutErrno(int timeoutErrno) {
    this.timeoutErrno = between(1, MOST_ERRNO, "timeoutErrno", timeoutErrno);
    return this;
  }

  /** {@return how long calls may go on when the session is closed} */
  public Duration getCloseTimeout() {
    return closeTimeout;
  }

  /**
   * Sets how long calls may go on when the session is closed. Those that still wait then are told
   * ENOTCONN.
   *
   * @param closeTimeout at least 1 ms
   * @return this
   */
  public FuseOptions setCloseTimeout(Duration closeTimeout) {
    this.closeTimeout = atLeastOneMilli("closeTimeout", closeTimeout);
    return this;
  }

  /** {@return how many calls may wait for an answer that comes later} */
  public int getMaxWaiting() {
    return maxWaiting;
  }

  /**
   * Sets how many calls may wait for an answer that comes later. While so many do, others are told
   * EBUSY.
   *
   * @param maxWaiting at least 1
   * @return this
   */
  public FuseOptions setMaxWaiting(int maxWaiting) {
    this.maxWaiting = between(1, Integer.MAX_VALUE, "maxWaiting", maxWaiting);
    return this;
  }

  /** {@return how many changes may wait to be told to the kernel one by one} */
  public int getMaxNotifications() {
    return maxNotifications;
  }

  /**
   * Sets how many changes may wait to be told to the kernel one by one. If there are more, the
   * kernel is told that all names have changed, where it can be (since Linux 6.16).
   *
   * @param maxNotifications at least 1
   * @return this
   */
  public FuseOptions setMaxNotifications(int maxNotifications) {
    this.maxNotifications = between(1, Integer.MAX_VALUE, "maxNotifications", maxNotifications);
    return this;
  }

  /** {@return the nanoseconds between two times that can be told apart} */
  public int getTimeGranularity() {
    return timeGranularity;
  }

  /**
   * Sets how finely times are kept.
   *
   * @param timeGranularity nanoseconds, a power of ten up to a second's
   * @return this
   */
  public FuseOptions setTimeGranularity(int timeGranularity) {
    int power = 1;
    while (power < SECOND && power < timeGranularity) {
      power *= 10;
    }
    if (power != timeGranularity) {
      throw new IllegalArgumentException(
          "timeGranularity must be a power of ten from 1 to " + SECOND + ": " + timeGranularity);
    }
    this.timeGranularity = timeGranularity;
    return this;
  }

  private static int between(int min, int max, String name, int value) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " must be " + min + " to " + max + ": " + value);
    }
    return value;
  }

  private static Duration atLeastOneMilli(String name, Duration value) {
    Objects.requireNonNull(value, name);
    if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofDays(365)) > 0) {
      throw new IllegalArgumentException(name + " must be 1 ms to 365 days: " + value);
    }
    return value;
  }
}
