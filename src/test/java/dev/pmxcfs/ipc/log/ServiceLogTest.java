package dev.pmxcfs.ipc.log;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.endsWith;
import static org.hamcrest.CoreMatchers.startsWith;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.server.ServiceOwner;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What a service says of itself in its log, and how much. */
public class ServiceLogTest {

  /** As systemd does for a service whose standard error it takes. */
  private static final List<String> TO_THE_JOURNAL =
      List.of(
          "sh",
          "-c",
          "JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2); export JOURNAL_STREAM; exec \"$@\"",
          "sh");

  private static final List<String> JOURNAL_OF_ANOTHER = List.of("env", "JOURNAL_STREAM=1:1");
  private static final List<String> WITHOUT_INTERFACES = List.of("unshare", "--net");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();

  @Test
  public void startAndEndAreALineEach() {
    Program program = serve(List.of(), "--node", "pve1");
    String start = only(program.errorLines(), " serves @" + service);
    assertThat(start, containsString("pmxcfs-ipc 0."));
    String who = program.pid() + ", user " + ServiceOwner.ofThisProcess();
    String java = ", Java " + System.getProperty("java.version");
    assertThat(start, endsWith(": node pve1, process " + who + java));
    program.terminate();
    List<String> log = program.awaitEnd(Program.PATIENCE).errors();
    assertThat(log.get(log.size() - 1), containsString("@" + service + " has ended in order"));
    assertEquals(log.toString(), 1, lines(log, " has ended").size());
  }

  @Test
  public void theJournalGetsPrioritiesInPlaceOfTimes() {
    Program program = serve(TO_THE_JOURNAL, "--group", "no-such-group");
    List<String> log = program.errorLines();
    assertThat(only(log, "there is no group"), startsWith("<4>Access - there is no group"));
    assertThat(only(log, " serves @"), startsWith("<6>ServiceProcess - pmxcfs-ipc "));
    log.forEach(line -> assertTrue(line, line.matches("<[3-7]>.*")));
  }

  @Test
  public void aFileGetsTimesThoughTheJournalIsNear() {
    Program program = serve(JOURNAL_OF_ANOTHER);
    program.errorLines().forEach(line -> assertTrue(line, line.matches("\\d{4}-\\d\\d-.*")));
  }

  @Test
  public void theLevelIsAnOption() {
    Program program = serve(List.of(), "--log-level", "error", "--group", "no-such-group");
    assertEquals(List.of(), program.errorLines());
  }

  /** The log is looked at when it is complete: lines are written behind what they tell of. */
  @Test
  public void theLevelOfARunningServerCanBeChanged() {
    Program program = serve(List.of());
    assertEquals("info\n", log());
    connect();
    for (String level : List.of("debug", "warn", "debug")) {
      log(level);
      assertEquals(level + "\n", log());
      connect();
    }
    program.terminate();
    List<String> log = program.awaitEnd(Program.PATIENCE).errors();
    assertEquals(log.toString(), 2, lines(log, " of @" + service + " has begun").size());
  }

  @Needs(Requirement.NAMESPACES)
  @Test
  public void aMachineWithoutNetworkInterfacesIsNothingToWarnOf() {
    Program program = serve(WITHOUT_INTERFACES, "--metrics", "9");
    List<String> log = program.errorLines();
    assertEquals(log.toString(), List.of(), program.warnings());
    assertEquals(log.toString(), List.of(), lines(log, "\tat "));
  }

  private String log(String... level) {
    List<String> arguments = new ArrayList<>(List.of("log", "--service", service));
    arguments.addAll(List.of(level));
    Program.Result result = InProcess.run(arguments.toArray(String[]::new));
    assertEquals(result.errors().toString(), 0, result.status());
    return result.text();
  }

  private void connect() {
    try (var client = LibqbClient.connect(service)) {
      assertTrue(client.isConnected());
    }
  }

  private static String only(List<String> log, String what) {
    List<String> lines = lines(log, what);
    assertEquals(log.toString(), 1, lines.size());
    return lines.get(0);
  }

  private static List<String> lines(List<String> log, String what) {
    return log.stream().filter(line -> line.contains(what)).toList();
  }

  private Program serve(List<String> wrapper, String... more) {
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    List<String> arguments =
        new ArrayList<>(List.of("serve", "--service", service, "--db", database));
    arguments.addAll(List.of(more));
    return programs.startService(wrapper, service, arguments.toArray(String[]::new));
  }
}
