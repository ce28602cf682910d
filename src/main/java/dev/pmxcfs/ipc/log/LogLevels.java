package dev.pmxcfs.ipc.log;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.event.Level;

/**
 * From which level on messages are logged, for the whole program; {@code info} at first. Any thread
 * may change it at any time.
 */
public final class LogLevels {

  private static final String OWN = "dev.";

  /**
   * Their warnings do not concern the user of the program, or the program itself reports them
   * better.
   */
  private static final List<String> QUIET =
      List.of(
          // a gauge of Vert.x's HTTP server is registered once for each event loop
          "io.micrometer.",
          // a machine without a network interface, which nothing here needs
          "io.netty.util.NetUtil",
          "io.netty.util.internal.MacAddressUtil");

  private static volatile Level level = Level.INFO;

  private LogLevels() {}

  /** The level. */
  public static Level get() {
    return level;
  }

  /**
   * Changes the level. Messages of libraries below {@code info} are logged at {@code trace} alone.
   */
  public static void set(Level newLevel) {
    level = newLevel;
  }

  /**
   * A level by its name, in any case.
   *
   * @throws IllegalArgumentException if there is none; the message names all
   */
  public static Level parse(String name) {
    return Arrays.stream(Level.values())
        .filter(candidate -> candidate.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no log level: '" + name + "' (" + names() + ")"));
  }

  private static String names() {
    return Arrays.stream(Level.values()).map(LogLevels::name).collect(Collectors.joining(", "));
  }

  /** A level's name, as people write it. */
  public static String name(Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }

  /** Whether messages of a logger are logged at a level. */
  static boolean isEnabled(String logger, Level messages) {
    Level from = level;
    if (from != Level.TRACE && !logger.startsWith(OWN)) {
      from = QUIET.stream().anyMatch(logger::startsWith) ? Level.ERROR : atLeastInfo(from);
    }
    return messages.toInt() >= from.toInt();
  }

  private static Level atLeastInfo(Level level) {
    return level.toInt() < Level.INFO.toInt() ? Level.INFO : level;
  }
}
