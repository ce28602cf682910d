package dev.pmxcfs.ipc.cli.status;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers as people say them. */
final class Words {

  private static final DateTimeFormatter LOCAL_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  private static final int UNIT = 1024;

  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Words() {}

  /** As in 3 files; a single thing without its s. */
  static String count(long number, String things) {
    String thing = things.substring(0, things.length() - 1);
    return number + " " + (number == 1 ? thing : things);
  }

  static String bytes(long bytes) {
    double number = bytes;
    int unit = 0;
    while (number >= UNIT && unit < UNITS.length - 1) {
      number /= UNIT;
      unit++;
    }
    return unit == 0
        ? bytes + " " + UNITS[0]
        : String.format(Locale.ROOT, "%.1f %s", number, UNITS[unit]);
  }

  /** In the two largest units. */
  static String duration(long seconds) {
    if (seconds < MINUTE) {
      return seconds + " s";
    } else if (seconds < HOUR) {
      return seconds / MINUTE + " min " + seconds % MINUTE + " s";
    } else if (seconds < DAY) {
      return seconds / HOUR + " h " + seconds % HOUR / MINUTE + " min";
    }
    return count(seconds / DAY, "days") + " " + seconds % DAY / HOUR + " h";
  }

  /** In the zone of who looks. */
  static String time(Instant time) {
    return LOCAL_TIME.format(time);
  }
}
