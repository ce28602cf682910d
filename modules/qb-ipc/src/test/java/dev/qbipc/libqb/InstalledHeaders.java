package dev.qbipc.libqb;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the headers of the installed libqb and C library say, as {@code layouts.c} prints it. */
public final class InstalledHeaders {

  private final Map<String, Integer> values;

  private InstalledHeaders(Map<String, Integer> values) {
    this.values = values;
  }

  /** Compiles the program and asks it. */
  public static InstalledHeaders read() {
    try (var program = CProgram.start("layouts", List.of())) {
      String end = program.awaitLine("end");
      return new InstalledHeaders(
          program.output().all().stream()
              .filter(line -> !line.equals(end))
              .map(line -> line.split(" "))
              .collect(Collectors.toMap(w -> w[0], w -> Integer.parseInt(w[1]))));
    }
  }

  /** The value of a name. */
  public int get(String name) {
    Integer value = values.get(name);
    if (value == null) {
      throw new AssertionError("layouts.c does not print " + name);
    }
    return value;
  }

  /** All values whose names begin with a prefix, by the rest of their names. */
  public Map<String, Integer> allOf(String prefix) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .collect(Collectors.toMap(e -> e.getKey().substring(prefix.length()), Map.Entry::getValue));
  }
}
