package dev.pmxcfs.docs.monitoring;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.cli.PmxcfsIpc;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.Test;

/** The alert rules, as Prometheus's own tool reads and tests them. */
public class AlertRulesTest {

  private static final Pattern COMMAND = Pattern.compile("`pmxcfs-ipc ([a-z]+)");

  private static void promtool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process promtool =
        new ProcessBuilder(command)
            .directory(AlertRules.DIRECTORY.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(said, 0, promtool.waitFor());
  }

  @Test
  @Needs(Requirement.PROMETHEUS)
  public void prometheusTakesTheConfigurationAndItsRules() throws Exception {
    promtool("check", "config", "prometheus.yml");
  }

  @Test
  @Needs(Requirement.PROMETHEUS)
  public void eachAlertFiresWhenItShouldAndNotBefore() throws Exception {
    promtool("test", "rules", "alerts-test.yml");
  }

  @Test
  public void eachAlertHasATest() {
    assertEquals(AlertRules.names(), AlertRules.tested());
    assertTrue(AlertRules.names().toString(), AlertRules.names().size() > 20);
  }

  @Test
  public void eachAlertSaysHowBadItIsWhatIsWrongAndWhatToDo() {
    for (String rule : AlertRules.all()) {
      assertTrue(rule, rule.contains("severity: page") || rule.contains("severity: ticket"));
      assertTrue(rule, rule.contains("summary: \"{{ $labels.instance }}: "));
      assertTrue(rule, rule.contains("description: "));
    }
  }

  @Test
  public void theCommandsThatAlertsNameExist() {
    Set<String> named = new TreeSet<>();
    COMMAND
        .matcher(AlertRules.read("alerts.yml"))
        .results()
        .forEach(command -> named.add(command.group(1)));
    assertTrue(named.toString(), named.contains("top"));
    named.removeAll(PmxcfsIpc.commandLine(new String[0]).getSubcommands().keySet());
    assertEquals(Set.of(), named);
  }
}
