package dev.qbipc.options;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * The bounds of options' values. Each method returns the value that it was given, or throws an
 * {@link IllegalArgumentException} that names the option.
 */
public final class Bounds {

  /** Longer than anything waits, and far from what a {@code long} of nanoseconds can hold. */
  private static final Duration MAX_TIME = Duration.ofDays(36_500);

  private Bounds() {}

  /** At least 1. */
  public static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be > 0: " + value);
    }
    return value;
  }

  /** At least 0. */
  public static int notNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " must be >= 0: " + value);
    }
    return value;
  }

  /** From a minimum to a maximum, both included. */
  public static int between(int min, int max, String name, int value) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " must be " + min + " to " + max + ": " + value);
    }
    return value;
  }

  /** A text with at least one character. */
  public static String notEmpty(String name, String value) {
    Objects.requireNonNull(value, name);
    if (value.isEmpty()) {
      throw new IllegalArgumentException(name + " must not be empty");
    }
    return value;
  }

  /** The name of a service, which is part of file names. */
  public static String serviceName(String name, String value) {
    Objects.requireNonNull(value, name);
    if (value.isEmpty() || value.indexOf('/') >= 0 || value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not a " + name + " name: '" + value + "'");
    }
    return value;
  }

  /** A time of at least a millisecond, without the part of it that is less than one. */
  public static Duration timeout(String name, Duration value) {
    return timeout(name, value, "must be >= 1 ms");
  }

  /** As {@link #timeout}, or zero for none. */
  public static Duration timeoutOrZero(String name, Duration value) {
    Objects.requireNonNull(value, name);
    return value.isZero() ? value : timeout(name, value, "must be 0 or >= 1 ms");
  }

  private static Duration timeout(String name, Duration value, String rule) {
    Objects.requireNonNull(value, name);
    if (value.isNegative() || notTooLong(name, value).toMillis() < 1) {
      throw new IllegalArgumentException(name + " " + rule + ": " + value);
    }
    return value.truncatedTo(ChronoUnit.MILLIS);
  }

  /** A time of any length, zero included. */
  public static Duration notNegative(String name, Duration value) {
    Objects.requireNonNull(value, name);
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + " must not be negative: " + value);
    }
    return notTooLong(name, value);
  }

  private static Duration notTooLong(String name, Duration value) {
    if (value.compareTo(MAX_TIME) > 0) {
      throw new IllegalArgumentException(
          name + " must be at most " + MAX_TIME.toDays() + " days: " + value);
    }
    return value;
  }
}
