package dev.pmxcfs.ipc.harness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prometheus's rules for a text of metrics: those that {@code promtool check metrics} (2.42) has,
 * and that each series is there once and each histogram adds up.
 */
public final class PrometheusRules {

  private static final Pattern HELP = Pattern.compile("# HELP (\\S+) \\S.*");
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\w+)");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");
  private static final Pattern SUFFIX = Pattern.compile("_(bucket|sum|count)$");
  private static final Pattern CAMEL_CASE = Pattern.compile("[a-z][A-Z]");

  /** The types that a name must not contain. */
  private static final List<String> TYPES = List.of("gauge", "counter", "summary", "histogram");

  private static final Set<String> ODD_UNITS =
      Set.of(
          "milliseconds",
          "microseconds",
          "nanoseconds",
          "minutes",
          "hours",
          "days",
          "kilobytes",
          "megabytes",
          "kibibytes",
          "mebibytes",
          "bits",
          "percent",
          "kelvin",
          "s",
          "ms",
          "us",
          "ns",
          "sec",
          "b",
          "kb",
          "mb",
          "gb",
          "tb",
          "pb",
          "m",
          "h",
          "d");

  private final Map<String, String> types = new HashMap<>();
  private final Set<String> helped = new HashSet<>();
  private final Map<String, Double> series = new LinkedHashMap<>();
  private final List<String> violations = new ArrayList<>();

  private PrometheusRules() {}

  /** What is against the rules, a line each. */
  public static List<String> violations(String text) {
    var rules = new PrometheusRules();
    text.lines().forEach(rules::read);
    rules.types.keySet().forEach(rules::checkName);
    rules.checkHistograms();
    return rules.violations;
  }

  private void read(String line) {
    Matcher help = HELP.matcher(line);
    Matcher type = TYPE.matcher(line);
    Matcher sample = SAMPLE.matcher(line);
    if (help.matches()) {
      helped.add(help.group(1));
    } else if (type.matches()) {
      require(types.put(type.group(1), type.group(2)) == null, type.group(1), "is there twice");
    } else if (sample.matches()) {
      readSample(sample);
    } else {
      violations.add("not a line of metrics: " + line);
    }
  }

  private void readSample(Matcher sample) {
    String name = sample.group(1);
    String labels = sample.group(2) == null ? "" : sample.group(2);
    require(LABEL.matcher(labels).replaceAll("").isEmpty(), name, "has odd labels: " + labels);
    String value = sample.group(3).replace("Inf", "Infinity");
    String key = name + "{" + labels + "}";
    require(series.put(key, Double.valueOf(value)) == null, key, "is there twice");
    require(types.containsKey(family(name)), name, "has no type");
  }

  /** Without the suffix that series of a histogram or a summary have. */
  private String family(String name) {
    String family = SUFFIX.matcher(name).replaceFirst("");
    String type = types.getOrDefault(family, "");
    return type.equals("histogram") || type.equals("summary") ? family : name;
  }

  private void checkName(String name) {
    boolean counter = types.get(name).equals("counter");
    require(helped.contains(name), name, "has no help");
    require(counter == name.endsWith("_total"), name, "has _total, or not, against its type");
    require(!name.contains(":"), name, "has a colon");
    require(!CAMEL_CASE.matcher(name).find(), name, "is in camel case");
    require(!SUFFIX.matcher(name).find(), name, "has a suffix of series of histograms");
    List<String> words = List.of(name.split("_"));
    TYPES.forEach(type -> require(!words.contains(type), name, "names its type"));
    List<String> units = words.subList(1, words.size());
    ODD_UNITS.forEach(unit -> require(!units.contains(unit), name, "has the unit " + unit));
  }

  private void checkHistograms() {
    Map<String, Double> below = new HashMap<>();
    series.forEach(
        (key, value) -> {
          if (key.contains("_bucket{")) {
            String histogram = key.replaceFirst(",?le=\"[^\"]*\"", "");
            require(value >= below.getOrDefault(histogram, 0.0), key, "is less than one below");
            below.put(histogram, value);
          }
        });
    below.forEach(
        (histogram, last) -> {
          String count = histogram.replace("_bucket{", "_count{");
          require(last.equals(series.get(count)), count, "is not what the last bucket has");
          String sum = histogram.replace("_bucket{", "_sum{");
          require(series.containsKey(sum), sum, "is not there");
        });
  }

  private void require(boolean kept, String what, String violation) {
    if (!kept) {
      violations.add(what + " " + violation);
    }
  }
}
