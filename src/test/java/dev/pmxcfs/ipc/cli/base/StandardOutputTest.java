package dev.pmxcfs.ipc.cli.base;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.cli.PmxcfsIpc;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What becomes of a command whose standard output nobody takes. */
public class StandardOutputTest {

  @ClassRule public static final Programs PROGRAMS = new Programs();
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  /** The end of a C program that SIGPIPE ends, as shells tell of it. */
  private static final int ENDED_BY_SIGPIPE = 141;

  /** Its reader has closed the pipe for certain before the command starts. */
  private static final String INTO_CLOSED_PIPE =
      "exec {pipe}> >(exec <&-); wait $!; exec \"$@\" >&$pipe";

  private static final String INTO_FULL_DEVICE = "exec \"$@\" >/dev/full";

  /** Runs the program by way of a script of the shell. */
  private Program.Result run(String script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", "-c", script, "bash"));
    command.addAll(Program.packed());
    command.add(PmxcfsIpc.class.getName());
    command.addAll(List.of(arguments));
    File errors = folder.newFile();
    Process process =
        new ProcessBuilder(command).redirectOutput(Redirect.DISCARD).redirectError(errors).start();
    process.getOutputStream().close();
    return new Program.Result(process.waitFor(), new byte[0], lines(errors));
  }

  private static List<String> lines(File file) throws IOException {
    return Files.readAllLines(file.toPath(), StandardCharsets.UTF_8);
  }

  private static String[][] commands(String service) {
    return new String[][] {
      {"config", "ls", "--service", service},
      {"config", "cat", ".version", "--service", service},
      {"call", "1", "--service", service},
      {"modules", "list", "--service", service},
      {"stats", "--service", service},
      {"stats", "--prometheus", "--service", service},
      {"top", "--service", service},
      {"top", "--once", "--service", service}
    };
  }

  @Test
  public void aReaderThatHasEnoughIsNoFailure() throws Exception {
    for (String[] command : commands(serve())) {
      Program.Result result = run(INTO_CLOSED_PIPE, command);
      assertEquals(command[0], List.of(), result.errors());
      assertEquals(command[0], ENDED_BY_SIGPIPE, result.status());
    }
  }

  @Test
  public void outputThatIsLostIsAFailure() throws Exception {
    for (String[] command : commands(serve())) {
      Program.Result result = run(INTO_FULL_DEVICE, command);
      assertEquals(command[0], 1, result.status());
      assertEquals(command[0], 1, result.errors().size());
      assertThat(result.errors().get(0), containsString("cannot write to standard output"));
    }
  }

  private String serve() {
    String service = Program.newService();
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    PROGRAMS.startService(service, "serve", "--service", service, "--db", database);
    InProcess.run("config", "mkdir", "nodes", "--service", service);
    return service;
  }
}
