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
      terminal.await("the busiest first (s)");
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

  @Test
  public void tabsShowOneThingEach() {
    serve();
    try (var terminal = top(ROWS, COLUMNS)) {
      terminal.await("[1 all]  2 operations  3 connections  4 cluster  5 log");
      press(terminal, "2", "[2 operations]");
      assertShows(terminal, "OPERATION", "COMMAND");
      press(terminal, "3", "[3 connections]");
      assertShows(terminal, "COMMAND", "OPERATION");
      press(terminal, "4", "[4 cluster]");
      assertShows(terminal, "this node is in no cluster", "COMMAND");
      press(terminal, "\t", "[5 log]");
      assertShows(terminal, "starting cluster log", "this node is in no cluster");
      press(terminal, "\t", "[1 all]");
      assertShows(terminal, "COMMAND", "starting cluster log");
      terminal.type("q");
      assertThat(terminal.awaitEnd(), containsString("status 0, terminal kept"));
    }
  }

  private static void press(PseudoTerminal terminal, String key, String shown) {
    terminal.type(key);
    terminal.await(shown);
  }

  private static void assertShows(PseudoTerminal terminal, String there, String notThere) {
    String view = String.join("\n", nextView(terminal));
    assertThat(view, containsString(there));
    assertThat(view, not(containsString(notThere)));
  }

  @Test
  public void aFilterLeavesTheRowsThatHaveIt() {
    serve();
    try (var terminal = top(ROWS, COLUMNS)) {
      terminal.await("VERIFY_TOKEN");
      // q and s are letters while one types
      press(terminal, "/Gqs", "filter: Gqs_");
      press(terminal, "\u007f\b", "filter: G_");
      press(terminal, "uest\n", "filter: Guest  (?: keys)");
      List<String> rows =
          nextView(terminal).stream().filter(line -> line.contains(" read")).toList();
      assertEquals(rows.toString(), 3, rows.size());
      rows.forEach(row -> assertThat(row, containsString("GUEST")));
      press(terminal, "/\u001b", "VERIFY_TOKEN");
      terminal.type("q");
      assertThat(terminal.awaitEnd(), containsString("status 0, terminal kept"));
    }
  }

  @Test
  public void aQuestionMarkShowsTheKeysUntilAnotherIsPressed() {
    serve();
    try (var terminal = top(ROWS, COLUMNS)) {
      terminal.await("COMMAND");
      press(terminal, "?", "Enter keeps it, Esc clears it");
      press(terminal, "x", "COMMAND");
      terminal.type("?q");
      assertThat(terminal.awaitEnd(), containsString("status 0, terminal kept"));
    }
  }

  /** Whatever a person is doing when a signal comes. */
  @Test
  public void aSignalLeavesTheTerminalAsItWas() {
    serve();
    try (var terminal = top(ROWS, COLUMNS)) {
      terminal.await("COMMAND");
      press(terminal, "/abc", "filter: abc_");
      ProcessHandle.allProcesses()
          .filter(process -> isTop(process.info()))
          .forEach(ProcessHandle::destroy);
      assertThat(terminal.awaitEnd(), containsString("\nstatus 143, terminal kept"));
    }
  }

  /** Java itself, and none of the shells that have its command line in theirs. */
  private boolean isTop(ProcessHandle.Info process) {
    return process.command().orElse("").endsWith("/java")
        && process.commandLine().orElse("").endsWith(" top --interval 0.2 --service " + service);
  }
}
