package dev.pmxcfs.docs.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The rules in src/docs/monitoring, as text. */
final class AlertRules {

  /** Tests run in the module's directory. */
  static final Path DIRECTORY = Path.of("docs/monitoring").toAbsolutePath();

  private static final Pattern FIRST_LINE = Pattern.compile("(?m)^ *- alert: ");
  private static final Pattern NAME = Pattern.compile("\\w+");
  private static final Pattern CHECK = Pattern.compile("check=\"([^\"]+)\"");
  private static final Pattern METRIC =
      Pattern.compile("(?m)\\b((?:pmxcfs|process|jvm)_\\w+)(?= *[\\[{]| [-=<>/*)]|$)");
  private static final Pattern FIRED = Pattern.compile("alertname=\"(\\w+)\", alertstate");

  private AlertRules() {}

  static String read(String file) {
    try {
      return Files.readString(DIRECTORY.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of each rule, which begins with its name. */
  static List<String> all() {
    List<String> rules = new ArrayList<>(List.of(FIRST_LINE.split(read("alerts.yml"))));
    rules.remove(0);
    return rules;
  }

  static Set<String> names() {
    return all().stream()
        .map(rule -> NAME.matcher(rule).results().findFirst().orElseThrow().group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The alerts that fire in the rules' own tests. */
  static Set<String> tested() {
    return found(FIRED, read("alerts-test.yml"));
  }

  /** The checks of {@code /health} that have a rule of their own. */
  static Set<String> checks() {
    return found(CHECK, read("alerts.yml"));
  }

  /** The metrics that the rules go by. */
  static Set<String> metrics() {
    return all().stream()
        .map(rule -> rule.substring(rule.indexOf("expr:"), rule.indexOf("labels:")))
        .flatMap(expression -> found(METRIC, expression).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
