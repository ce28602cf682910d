package dev.pmxcfs.docs.guide;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.ConfigCommands;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The commands that the chapter about commands shows, run as they are printed. */
public class CommandsTest {

  private static final Path CHAPTER = Path.of("docs", "guide", "commands.md");
  private static final String PROMPT = "    pmxcfs-ipc ";

  /** A file that has another version by then. */
  private static final int CHANGED = 6;

  private static final Map<String, Integer> STATUSES =
      Map.of("config put --if-version 17 storage.cfg new.cfg", CHANGED);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  @Test
  public void commandsRunAsPrinted() throws IOException {
    Path directory = folder.getRoot().toPath();
    String service = Program.newService();
    programs.startService(
        service, "serve", "--service", service, "--db", directory.resolve("config.db").toString());
    ConfigCommands config = ConfigCommands.onService(service);
    config.put("storage.cfg", "dir: local\n");
    config.done("mkdir", "nodes");
    config.done("export", directory.resolve("pve-copy").toString());
    Files.writeString(directory.resolve("new.cfg"), "dir: other\n");
    List<String> wrapper =
        List.of("env", "-C", directory.toString(), "VISUAL=true", "PMXCFS_IPC_SERVICE=" + service);
    int run = 0;
    for (String line : Files.readAllLines(CHAPTER)) {
      if (line.startsWith(PROMPT)) {
        String command = line.substring(PROMPT.length());
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        run++;
        try (Program program = Program.startWithin(wrapper, arguments.toArray(String[]::new))) {
          if (command.startsWith("config watch")) { // until Ctrl-C
            String first =
                command.contains("--json")
                    ? program.readLine()
                    : program.awaitErrorLine("watching");
            assertTrue(first, first.contains("begin") || first.contains("from version"));
            continue;
          }
          Program.Result result = program.awaitEnd(Program.PATIENCE);
          assertEquals(
              command + ": " + result.errors(),
              STATUSES.getOrDefault(command, 0).intValue(),
              result.status());
        }
      }
    }
    assertTrue(run + " commands", run > 10);
  }
}
