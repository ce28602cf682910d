package dev.pmxcfs.ipc.cli.config.diff;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.ConfigCommands;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** The command {@code config diff}, on a running server and on a database. */
@RunWith(Parameterized.class)
public class DiffTest {

  private static final int EQUAL = 0;
  private static final int DIFFERENT = 1;
  private static final int TROUBLE = 2;
  private static final int NOT_FOUND = 5;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final boolean isServed;
  private ConfigCommands config;
  private Path copy;

  public DiffTest(boolean isServed) {
    this.isServed = isServed;
  }

  @Parameters(name = "served: {0}")
  public static List<Boolean> places() {
    return List.of(true, false);
  }

  @Before
  public void export() throws IOException {
    config = ConfigCommands.on(isServed, programs, folder.getRoot().toPath());
    config.done("mkdir", "-p", "nodes/a/lxc");
    config.done("mkdir", "-p", "priv/lock/held");
    config.put("storage.cfg", "one\ntwo\nthree\n");
    config.put("nodes/a/lxc/101.conf", "hostname: ct\n");
    config.put("same", "same");
    copy = folder.getRoot().toPath().resolve("copy");
    config.done("export", copy.toString());
  }

  private String diff(int status, String... options) {
    List<String> all = new ArrayList<>(List.of("diff"));
    all.addAll(List.of(options));
    all.add(copy.toString());
    Program.Result result = config.run(all.toArray(String[]::new));
    assertEquals(result.errors() + result.text(), status, result.status());
    return result.text();
  }

  @Test
  public void whatIsEqualIsNotPrinted() throws IOException {
    assertEquals("", diff(EQUAL));
    Files.delete(copy.resolve("priv/lock/held"));
    Files.delete(copy.resolve("priv/lock"));
    assertEquals("locks are left aside", "", diff(EQUAL));
  }

  @Test
  public void whatDiffersIsPrintedAsDiffDoes() throws IOException {
    Files.writeString(copy.resolve("storage.cfg"), "one\n2\nthree");
    Files.writeString(copy.resolve("new.cfg"), "new\n");
    Files.delete(copy.resolve("nodes/a/lxc/101.conf"));
    Files.delete(copy.resolve("nodes/a/lxc"));
    String to = copy.toString();
    assertEquals(
        "--- /dev/null\n+++ "
            + to
            + "/new.cfg\n@@ -0,0 +1,1 @@\n+new\n"
            + "Only in config/nodes/a/lxc/ (a directory)\n"
            + "--- config/nodes/a/lxc/101.conf\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-hostname: ct\n"
            + "--- config/storage.cfg\n+++ "
            + to
            + "/storage.cfg\n@@ -1,3 +1,3 @@\n one\n-two\n-three\n+2\n+three\n"
            + "\\ No newline at end of file\n",
        diff(DIFFERENT));
    assertEquals(
        "create new.cfg\ndelete nodes/a/lxc/\ndelete nodes/a/lxc/101.conf\nchange storage.cfg\n",
        diff(DIFFERENT, "--name-status"));
  }

  /** That it is what patch takes shows that it is right, whatever the contents. */
  @Test
  public void patchMakesOneOfTheOther() throws Exception {
    var random = new Random(1);
    for (int round = 0; round < 20; round++) {
      byte[] before = lines(random);
      byte[] after = lines(random);
      config.put("patched", new String(before, StandardCharsets.UTF_8));
      Files.write(copy.resolve("patched"), after);
      Path patch = folder.getRoot().toPath().resolve("patch");
      Path made = folder.getRoot().toPath().resolve("made");
      Files.writeString(patch, config.run("diff", copy.toString()).text());
      Files.write(made, before);
      Process process =
          new ProcessBuilder("patch", "-s", made.toString(), patch.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(said, 0, process.waitFor());
      assertArrayEquals(after, Files.readAllBytes(made));
    }
  }

  private static byte[] lines(Random random) {
    var text = new StringBuilder("a line that both have\n");
    for (int i = random.nextInt(40); i >= 0; i--) {
      text.append("line ").append(random.nextInt(8)).append(i % 7 == 3 ? " \u00e4\r" : "");
      text.append(i > 0 || random.nextBoolean() ? "\n" : "");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Test
  public void whatIsNoTextIsNotPrinted() throws IOException {
    Files.write(copy.resolve("same"), new byte[] {0, 1});
    assertEquals("Binary files config/same and " + copy + "/same differ\n", diff(DIFFERENT));
  }

  @Test
  public void whatIsLeftOutIsNoted() throws IOException {
    Files.writeString(copy.resolve("new~"), "x");
    Files.delete(copy.resolve("same"));
    Files.createSymbolicLink(copy.resolve("same"), Path.of("storage.cfg"));
    Program.Result result = config.run("diff", copy.toString());
    assertEquals(EQUAL, result.status());
    assertEquals("", result.text());
    assertThat(result.errors().toString(), containsString("skipped same: is a symbolic link"));
  }

  @Test
  public void whatCannotBeComparedIsNeitherEqualNorDifferent() throws IOException {
    copy = folder.getRoot().toPath().resolve("none");
    diff(NOT_FOUND);
    copy = Files.writeString(copy, "a file");
    diff(TROUBLE);
  }
}
