package dev.pmxcfs.bench.measure;

import dev.pmxcfs.bench.report.Goal;
import dev.pmxcfs.bench.report.Goal.AtMost;

/**
 * What clients do to files, as the C client knows it, with the goals for it. C pmxcfs's times are
 * those of another machine of two cores, which are written down here since it is not at hand.
 */
enum FileOperation {
  GETATTR("getattr", "getattr", new AtMost(1.15), 11_000, new AtMost(0.9)),
  READ("read", "open + read 4 KiB + close", new AtMost(1.15), 30_000, new AtMost(0.85)),
  LIST("list", "list 64 entries", new AtMost(1.3), 62_000, new AtMost(0.9)),
  /** A database keeps what the limit has in memory alone. */
  CREATE("create", "create + write 4 KiB + close", new Goal.None(), 122_000, new AtMost(0.6)),
  REPLACE("replace", "write 80 B + rename over", new Goal.None(), 260_000, new AtMost(0.6)),
  LOCK("lock", "mkdir + rmdir", new Goal.None(), Double.NaN, new Goal.None());

  private final String command;
  private final String label;
  private final Goal besideLimit;
  private final double nanosOfC;
  private final Goal besideC;

  /**
   * @param command the client's word for it
   * @param label for people
   * @param besideLimit the goal for its p50 divided by the limit's
   * @param nanosOfC C pmxcfs's p50 with one client
   * @param besideC the goal for its p50 divided by C pmxcfs's
   */
  FileOperation(String command, String label, Goal besideLimit, double nanosOfC, Goal besideC) {
    this.command = command;
    this.label = label;
    this.besideLimit = besideLimit;
    this.nanosOfC = nanosOfC;
    this.besideC = besideC;
  }

  String command() {
    return command;
  }

  String label() {
    return label;
  }

  Goal besideLimit() {
    return besideLimit;
  }

  double nanosOfC() {
    return nanosOfC;
  }

  Goal besideC() {
    return besideC;
  }
}
