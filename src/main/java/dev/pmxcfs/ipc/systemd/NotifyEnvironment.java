package dev.pmxcfs.ipc.systemd;

import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What systemd asks of a service by its environment (sd_notify(3), sd_watchdog_enabled(3)).
 *
 * @param socket where it wants to be told; empty if it does not
 * @param watchdog within which time it wants to hear that the service lives; empty if it does not
 * @param faults sentences about variables that make no sense, and are ignored
 */
record NotifyEnvironment(
    Optional<DomainSocketAddress> socket, Optional<Duration> watchdog, List<String> faults) {

  private static final String SOCKET = "NOTIFY_SOCKET";
  private static final String WATCHDOG_TIME = "WATCHDOG_USEC";
  private static final String WATCHDOG_PROCESS = "WATCHDOG_PID";

  /** {@code sun_path} of unix(7), without the zero at the end. */
  private static final int MAX_PATH_BYTES = 107;

  /** A shorter time cannot be kept. */
  private static final Duration LEAST_WATCHDOG = Duration.ofMillis(100);

  /**
   * @param environment gives the value of a variable, or null
   * @param pid the id of this process: what is meant for another one is ignored
   */
  static NotifyEnvironment of(UnaryOperator<String> environment, long pid) {
    List<String> faults = new ArrayList<>();
    Optional<DomainSocketAddress> socket = socket(environment.apply(SOCKET), faults);
    boolean isForOther = isForOther(environment.apply(WATCHDOG_PROCESS), pid, faults);
    Optional<Duration> watchdog =
        isForOther ? Optional.empty() : watchdog(environment.apply(WATCHDOG_TIME), faults);
    return new NotifyEnvironment(socket, socket.isEmpty() ? Optional.empty() : watchdog, faults);
  }

  private static Optional<DomainSocketAddress> socket(String value, List<String> faults) {
    if (value == null) {
      return Optional.empty();
    }
    boolean isAbstract = value.startsWith("@");
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (!isAbstract && !value.startsWith("/") || bytes < 2 || bytes > MAX_PATH_BYTES) {
      faults.add(
          "systemd is told nothing: "
              + SOCKET
              + " is '"
              + value
              + "', which is neither a path from / on nor a name behind @, of 2 to "
              + MAX_PATH_BYTES
              + " bytes");
      return Optional.empty();
    }
    return Optional.of(new DomainSocketAddress(isAbstract ? '\0' + value.substring(1) : value));
  }

  private static boolean isForOther(String value, long pid, List<String> faults) {
    if (value == null) {
      return false;
    }
    try {
      return Long.parseLong(value) != pid;
    } catch (NumberFormatException e) {
      faults.add("systemd's watchdog is not fed: " + WATCHDOG_PROCESS + " is no number: " + value);
      return true;
    }
  }

  private static Optional<Duration> watchdog(String value, List<String> faults) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      Duration time = Duration.of(Long.parseLong(value), ChronoUnit.MICROS);
      if (time.compareTo(LEAST_WATCHDOG) >= 0) {
        return Optional.of(time);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    faults.add(
        "systemd's watchdog is not fed: "
            + WATCHDOG_TIME
            + " is '"
            + value
            + "', and not a number of microseconds from "
            + LEAST_WATCHDOG.toNanos() / ChronoUnit.MICROS.getDuration().toNanos()
            + " on");
    return Optional.empty();
  }
}
