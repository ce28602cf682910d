package dev.pmxcfs.ipc.metrics;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.PrometheusRules;
import java.util.List;
import org.junit.Test;

/** The rules that our metrics are held against find what is against them. */
public class PrometheusRulesTest {

  private static void violates(String what, String... lines) {
    assertEquals(List.of(what), PrometheusRules.violations(String.join("\n", lines)));
  }

  private static String[] metric(String name, String type, String value) {
    return new String[] {"# HELP " + name + " Help.", "# TYPE " + name + " " + type, name + value};
  }

  @Test
  public void whatPromtoolSaysOfTheNames() {
    assertEquals(
        List.of(),
        PrometheusRules.violations(String.join("\n", metric("a_total", "counter", " 1"))));
    violates("a has _total, or not, against its type", metric("a", "counter", " 1"));
    violates("a_total has _total, or not, against its type", metric("a_total", "gauge", " 1"));
    violates("a:b has a colon", metric("a:b", "gauge", " 1"));
    violates("aB is in camel case", metric("aB", "gauge", " 1"));
    violates("a_count has a suffix of series of histograms", metric("a_count", "gauge", " 1"));
    violates("a_gauge names its type", metric("a_gauge", "gauge", " 1"));
    violates("a_ms has the unit ms", metric("a_ms", "gauge", " 1"));
    violates("a has no help", "# TYPE a gauge", "a 1");
    violates("a has no type", "a 1");
  }

  @Test
  public void whatIsNoText() {
    violates("not a line of metrics: a b c", "a b c");
    violates("a has odd labels: b=c", metric("a", "gauge", "{b=c} 1"));
    violates(
        "a{b=\"c\"} is there twice",
        "# HELP a Help.",
        "# TYPE a gauge",
        "a{b=\"c\"} 1",
        "a{b=\"c\"} 2");
  }

  @Test
  public void whatDoesNotAddUp() {
    String[] head = {"# HELP h Help.", "# TYPE h histogram"};
    String small = "h_bucket{x=\"y\",le=\"1.0\"} ";
    String all = "h_bucket{x=\"y\",le=\"+Inf\"} ";
    String[] rest = {"h_sum{x=\"y\"} 3", "h_count{x=\"y\"} 2"};
    assertEquals(List.of(), histogram(head, small + 1, all + 2, rest));
    assertEquals(
        List.of("h_bucket{x=\"y\",le=\"+Inf\"} is less than one below"),
        histogram(head, small + 3, all + 2, rest));
    assertEquals(
        List.of("h_count{x=\"y\"} is not what the last bucket has"),
        histogram(head, small + 1, all + 3, rest));
    assertEquals(
        List.of("h_sum{x=\"y\"} is not there"),
        histogram(head, small + 1, all + 2, new String[] {rest[1]}));
  }

  private static List<String> histogram(String[] head, String small, String all, String[] rest) {
    return PrometheusRules.violations(
        String.join("\n", head) + "\n" + small + "\n" + all + "\n" + String.join("\n", rest));
  }
}
