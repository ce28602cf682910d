package dev.pmxcfs.ipc.cli.stats;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What of a service is shown in a view. Each has its number as its key. */
enum TopTab {
  /** What there was before there were tabs, and what {@code --once} prints. */
  ALL,
  OPERATIONS,
  CONNECTIONS,
  CLUSTER,
  /** The cluster log. */
  LOG;

  private char key() {
    return Character.forDigit(ordinal() + 1, Character.MAX_RADIX);
  }

  static Optional<TopTab> of(char key) {
    return Arrays.stream(values()).filter(tab -> tab.key() == key).findFirst();
  }

  TopTab next() {
    return values()[(ordinal() + 1) % values().length];
  }

  /** All of them, this one in brackets. */
  String bar() {
    return Arrays.stream(values())
        .map(tab -> tab == this ? "[" + tab.title() + "]" : tab.title())
        .collect(Collectors.joining("  "));
  }

  private String title() {
    return key() + " " + name().toLowerCase(Locale.ROOT);
  }
}
