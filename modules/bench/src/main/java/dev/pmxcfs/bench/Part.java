package dev.pmxcfs.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A part of the benchmark that can be measured alone. */
enum Part {
  LIMITS,
  ECHO,
  REPLIES,
  CONNECTING,
  CLIENTS,
  OPERATIONS,
  CONNECTIONS,
  SCHEDULING,
  SCRAPING,
  COROSYNC,
  MOUNT,
  DISK,
  CLUSTER,
  NODES,
  COLLECTION,
  STARTING;

  /**
   * Reads the name that people write.
   *
   * @throws IllegalArgumentException if there is no such part
   */
  static Part parse(String name) {
    return Arrays.stream(values())
        .filter(part -> part.spelled().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException("--only " + name + ": the parts are " + spelledAll()));
  }

  private String spelled() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String spelledAll() {
    return Arrays.stream(values()).map(Part::spelled).collect(Collectors.joining(", "));
  }
}
