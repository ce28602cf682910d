package dev.pmxcfs.ipc.cli.stats;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Identity;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.harness.PseudoTerminal;
import dev.qbipc.libqb.LibqbClient;
import java.util.Arrays;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The command {@code top} on a terminal. */
public class TopTest {

  private static final int ROWS = 30;
  private static final int COLUMNS = 110;
  private static final int GET_CLUSTER_INFO = 2;

  private static final String CTRL_C = "\u0003";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();

  private Program serve() {
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    return programs.startService(service, "serve", "--service", service, "--db", database);
  }

  private PseudoTerminal top(int rows, int columns) {
    return PseudoTerminal.start(rows, columns, "top", "--interval", "0.2", "--service", service);
  }

  /** The lines of the next whole view, without what moves the cursor. */
  private static List<String> nextView(PseudoTerminal terminal) {
    terminal.type(" ");
    String shown = terminal.await(all -> views(all).length > 2, "two views");
    return Arrays.stream(views(shown)[1].split("\r?\n"))
        .map(line -> line.replaceAll("\u001b\\[[A-Z]", ""))
        .toList();
  }

  /** What was shown before the first view, and each view. */
  private static String[] views(String shown) {
    return shown.split("\u001b\\[H", -1);
  }

  @Test
  public void aViewTellsOfProcessesAndResources() {
    Program server = serve();
    try (var client = LibqbClient.connect(service);
        var terminal = top(ROWS, COLUMNS)) {
      client.call(GET_CLUSTER_INFO, new byte[0]);
      terminal.await("COMMAND");
      List<String> view = nextView(terminal);
      assertThat(view.get(0), containsString("@" + service + "  pid " + server.pid()));
      assertTrue(
          view.toString(),
          view.stream()
              .anyMatch(
                  line ->
                      line.matches(
                          "\\d+ MiB memory, \\d+ threads, \\d+ descriptors, \\d+ % of a core,"
                              + " /dev/shm: \\d+ MiB free")));
      assertTrue(
          view.toString(),
          view.stream()
              .anyMatch(
                  line ->
                      line.contains("/config.db: 0 files of 0 bytes, version ")
                          && line.endsWith(", 0 guests, 0 locks, 0 transactions/s")));
      String pid = Long.toString(ProcessHandle.current().pid());
      assertTrue(
          view.toString(),
          view.stream()
              .anyMatch(
                  line -> line.matches(".* " + pid + " +" + Identity.OWN_UID + "  write +java")));
      terminal.type("q");
      assertThat(terminal.awaitEnd(), containsString("\nstatus 0, terminal kept"));
    }
  }

  @Test
  public void sChangesTheOrderAndSaysSo() {
    serve();
    try (var terminal = top(ROWS, COLUMNS)) {
      terminal.await("the busiest first (s: another order, q: quit)");
      for (String order :
          List.of("by errors, and by", "by P99, and by", "by ID", "the busiest first")) {
        terminal.type("s");
        terminal.await(order);
      }
      terminal.type("sss");
      terminal.await("by ID");
      List<String> ids =
          nextView(terminal).stream()
              .filter(line -> line.contains(" operations-"))
              .map(line -> line.replaceAll("^.* (\\d+)  [A-Z_]+  .*$", "$1"))
              .toList();
      assertEquals(List.of("1", "2", "3", "4", "5", "6", "7", "8", "10", "11", "12", "13"), ids);
      terminal.type("q");
      assertThat(terminal.awaitEnd(), containsString("status 0, terminal kept"));
    }
  }

  @Test
  public void aSmallTerminalIsNotWrittenBeyond() {
    serve();
    try (var terminal = top(6, 40)) {
      terminal.await("REQ/S");
      assertEquals(6, nextView(terminal).size());
      terminal.type("q");
      String shown = terminal.awaitEnd();
      assertThat(shown, not(containsString("COMMAND")));
      for (String view : views(shown)) {
        String[] lines = view.replaceAll("\u001b\\[[A-Z]", "").split("\r?\n", -1);
        assertTrue(view, lines.length <= 6 || view.contains("status"));
        Arrays.stream(lines)
            .filter(line -> !line.contains("status"))
            .forEach(line -> assertTrue(line, line.length() <= 40));
      }
    }
  }

  @Test
  public void ctrlCLeavesTheTerminalAsItWas() {
    serve();
    try (var terminal = top(ROWS, COLUMNS)) {
      terminal.await("COMMAND");
      terminal.type(CTRL_C);
      assertThat(terminal.awaitEnd(), containsString("\nstatus 130, terminal kept"));
    }
  }

  @Test
  public void aServerThatEndsIsWaitedFor() {
    Program server = serve();
    try (var terminal = top(ROWS, COLUMNS)) {
      terminal.await("COMMAND");
      server.terminate();
      server.awaitEnd(Program.PATIENCE);
      terminal.await("the server " + service + " has ended; waiting for the next");
      Program next = serve();
      terminal.await("pid " + next.pid());
      next.kill();
      next.awaitEnd(Program.PATIENCE);
      terminal.type(" ");
      terminal.await("has ended; waiting");
      terminal.type("q");
      assertThat(terminal.awaitEnd(), containsString("\nstatus 0, terminal kept"));
    }
  }
}
