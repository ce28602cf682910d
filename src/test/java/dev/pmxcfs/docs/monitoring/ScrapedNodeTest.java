package dev.pmxcfs.docs.monitoring;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Polling;
import dev.qbipc.testing.Requirement;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

/** The dashboard and the rules, by a Prometheus that scrapes a server with all its parts. */
@Needs({Requirement.NETWORK, Requirement.FUSE, Requirement.PROMETHEUS, Requirement.PYTHON})
public class ScrapedNodeTest {

  private static final Pattern NUMBER = Pattern.compile("=> (?!NaN)\\S+ @");

  @Rule
  public final Timeout timeout = new Timeout(7 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private ScrapedNode node;

  @Before
  public void start() throws IOException {
    node = ScrapedNode.start(folder.getRoot().toPath());
  }

  @After
  public void end() {
    node.close();
  }

  private boolean hasData(String query) {
    return NUMBER.matcher(node.query(query)).find();
  }

  @Test
  public void eachQueryOfTheDashboardHasDataAndEachRuleKnowsItsMetrics() {
    Set<String> without = new TreeSet<>(new Dashboard().queries());
    AlertRules.metrics().forEach(metric -> without.add("count(" + metric + ")"));
    Polling.until(
        () -> {
          node.use();
          without.removeIf(this::hasData);
          return without.isEmpty();
        },
        "data for " + without);
    assertFalse("healthy, so no alert", hasData("ALERTS{alertstate=\"firing\"}"));
    Polling.until(
        () ->
            hasData(
                "sum(prometheus_rule_group_iterations_total) > 0"
                    + " and sum(prometheus_rule_evaluation_failures_total) == 0"),
        "rules that are evaluated without a failure");
    assertEquals(AlertRules.checks(), checks());
    assertThatTheClusterIsSeen();
  }

  /** On the page and in the blackbox, of which the other tests have no cluster. */
  private void assertThatTheClusterIsSeen() {
    JsonObject overview = node.overview();
    JsonObject cluster = overview.getJsonObject("cluster");
    assertEquals(
        new JsonArray().add(new JsonObject().put("id", 1).put("name", "n1").put("online", true)),
        cluster.getJsonArray("members"));
    assertTrue(overview.getJsonObject("mount").getLong("calls") > 0);
    String events = node.latestEvents("group").toString();
    assertThat(events, containsString("nodes: 1 of 1 online"));
    assertThat(events, containsString("the tree's group: SYNCED with 1 members"));
  }

  /** Those of {@code /health}. */
  private Set<String> checks() {
    return node.report().getJsonArray("health").stream()
        .map(check -> ((JsonObject) check).getString("name"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
