package dev.pmxcfs.ipc.modules;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.harness.ServedDirectory;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The directory of modules: at the start, and with {@code --watch-modules}. */
public class ModuleDirectoryTest {

  private static final int GET_CLUSTER_INFO = 2;
  private static final int ANSWER = 100;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private ServedDirectory served;

  @Before
  public void createDirectory() {
    served = new ServedDirectory(folder.getRoot().toPath());
  }

  private Path jar() {
    return served.modules().resolve("answers.jar");
  }

  private void refusesToStart(String reason) {
    String failure = failure(served.serve());
    assertThat(failure, containsString("pmxcfs-ipc: cannot load the operations: "));
    assertThat(failure, containsString(reason));
  }

  /** The line that a start ends with; what was done before is in the log. */
  private static String failure(String... serve) {
    Program.Result result = Program.run(serve);
    assertEquals(1, result.status());
    List<String> lines = result.errors().stream().filter(line -> !line.contains(" INFO ")).toList();
    assertEquals(result.errors().toString(), 1, lines.size());
    return lines.get(0);
  }

  // ---- at the start --------------------------------------------------------------------------

  @Test
  public void allJarsAreServedAndOtherFilesAreNot() throws IOException {
    TestJar.of("Answers", "1").write(jar());
    Files.writeString(served.modules().resolve("README"), "no jar");
    Files.writeString(served.modules().resolve(".answers-2.jar"), "half a jar");
    programs.startService(served.service(), served.serve());
    try (var client = LibqbClient.connect(served.service())) {
      assertEquals("1", answer(client));
    }
  }

  @Test
  public void aJarThatIsNoGoodKeepsTheServerFromStarting() throws Exception {
    makePipe(jar());
    refusesToStart(jar() + ": cannot be read as a jar: it is not a regular file");
    Files.delete(jar());
    Files.writeString(jar(), "no jar");
    refusesToStart(jar() + ": cannot be read as a jar");
    TestJar.of("Answers", "1").describe("api", "7.0").write(jar());
    refusesToStart(jar() + ": needs API 7.0, and this program has 1.0");
    TestJar.of("FailsInStart", "1").write(jar());
    refusesToStart(jar() + ": cannot be deployed: ");
  }

  private static void makePipe(Path pipe) throws Exception {
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
  }

  @Test
  public void twoJarsOfOneModuleKeepTheServerFromStarting() {
    TestJar.of("Answers", "1").write(jar());
    Path second = TestJar.of("Answers", "2").write(served.modules().resolve("second.jar"));
    refusesToStart(second + ": has the same module as " + jar());
  }

  @Test
  public void aDirectoryThatIsNotThereKeepsTheServerFromStarting() {
    String[] serve = served.serve();
    serve[serve.length - 1] = "/nowhere";
    assertThat(failure(serve), containsString("/nowhere: cannot be read"));
    String[] watching =
        Stream.concat(Stream.of(serve), Stream.of("--watch-modules")).toArray(String[]::new);
    assertThat(failure(watching), containsString("/nowhere: no such file or directory"));
  }

  // ---- while it is watched -------------------------------------------------------------------

  @Test
  public void aJarThatIsAddedOrReplacedIsSwappedIn() {
    programs.startService(served.service(), served.serve("--watch-modules"));
    try (var client = LibqbClient.connect(served.service())) {
      assertEquals(-Errno.ECHRNG, client.call(ANSWER, new byte[0]).error());
      TestJar.of("Answers", "1").write(jar());
      await("version 1", () -> answer(client).equals("1"));
      TestJar.of("Answers", "2").write(jar());
      await("version 2", () -> answer(client).equals("2"));
      TestJar.of("Answers", "3").write(served.modules().resolve("of-another-name.jar"));
      await("version 3", () -> answer(client).equals("3"));
    }
  }

  @Test
  public void aTruncatedJarIsRefusedAndSwappedInWhenItIsWhole() throws IOException {
    Program program = programs.startService(served.service(), served.serve("--watch-modules"));
    try (var client = LibqbClient.connect(served.service())) {
      TestJar.of("Answers", "1").write(jar());
      await("version 1", () -> answer(client).equals("1"));
      byte[] whole = Files.readAllBytes(served.write("whole.jar", TestJar.of("Answers", "2")));
      Files.write(jar(), Arrays.copyOf(whole, whole.length / 2));
      await("the refusal", () -> hasLogged(program, jar() + ": cannot be read as a jar"));
      assertEquals("1", answer(client));
      Files.write(jar(), whole);
      await("version 2", () -> answer(client).equals("2"));
    }
  }

  @Test
  public void aPipeKeepsNoOtherJarFromBeingSwappedIn() throws Exception {
    Program program = programs.startService(served.service(), served.serve("--watch-modules"));
    try (var client = LibqbClient.connect(served.service())) {
      Path pipe = served.modules().resolve("a-pipe.jar");
      makePipe(pipe);
      await("the refusal", () -> hasLogged(program, pipe + ": cannot be read as a jar"));
      TestJar.of("Answers", "1").write(jar());
      await("version 1", () -> answer(client).equals("1"));
    }
  }

  /** As a build replaces it: for a moment there is none. */
  @Test
  public void aDirectoryThatIsReplacedTakesNothingOutOfService() throws IOException {
    programs.startService(served.service(), served.serve("--watch-modules"));
    try (var client = LibqbClient.connect(served.service())) {
      TestJar.of("Answers", "1").write(jar());
      await("version 1", () -> answer(client).equals("1"));
      Path old = Files.move(served.modules(), folder.getRoot().toPath().resolve("old"));
      assertEquals("1", answer(client));
      Files.createDirectory(served.modules());
      TestJar.of("Answers", "2").write(jar());
      await("version 2", () -> answer(client).equals("2"));
      assertEquals(0, client.call(GET_CLUSTER_INFO, new byte[0]).error());
      assertTrue(Files.exists(old));
    }
  }

  private static boolean hasLogged(Program program, String what) {
    return program.errorLines().stream().anyMatch(line -> line.contains(what));
  }

  private static String answer(LibqbClient client) {
    LibqbMessage answer = client.call(ANSWER, new byte[0]);
    return new String(answer.payload(), StandardCharsets.UTF_8);
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Program.PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue("no sign of " + what, System.nanoTime() < deadline);
      Thread.yield();
    }
  }
}
