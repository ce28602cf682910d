package dev.pmxcfs.ipc.service;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.endsWith;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.PveNode;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * A server under pmxcfs's own name that is stopped in order and started again, under clients that
 * keep the rules of PVE's. Needs namespaces of its own, so that no other server's clients notice.
 */
@Needs({Requirement.ROOT, Requirement.NAMESPACES})
public class UnfeltRestartsTest {

  private static final int RESTARTS = 20;
  private static final int LIMIT_MINUTES = 9;

  private static final List<String> OWN_NAMESPACES =
      List.of("unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc");

  private static final String OWN_RUN =
      "mount -t tmpfs tmpfs /run && mkdir /run/pve-cluster && exec \"$@\"";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void noCallFailsInTwentyRestarts() throws Exception {
    String result = run(PveNode.class, folder.getRoot().toString(), Integer.toString(RESTARTS));
    System.out.println(result);
    assertThat(result, containsString(RESTARTS + " restarts"));
    assertThat(result, endsWith("failures: []"));
  }

  /** Runs a program in namespaces of its own, which end with it and take all its children along. */
  private String run(Class<?> program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(OWN_NAMESPACES);
    command.addAll(List.of("sh", "-c", OWN_RUN, "sh"));
    command.addAll(Program.java());
    command.add(program.getName());
    command.addAll(List.of(arguments));
    Path errors = folder.newFile("errors").toPath();
    Path output = folder.newFile("output").toPath();
    Process process =
        new ProcessBuilder(command)
            .redirectError(Redirect.to(errors.toFile()))
            .redirectOutput(Redirect.to(output.toFile()))
            .start();
    try {
      assertTrue("still running", process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES));
    } finally {
      process.destroyForcibly();
    }
    assertEquals(text(errors), 0, process.exitValue());
    return text(output);
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8).strip();
  }
}
