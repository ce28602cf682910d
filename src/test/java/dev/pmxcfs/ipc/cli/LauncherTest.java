package dev.pmxcfs.ipc.cli;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The launcher in a checkout that has been built, with a Java that tells how it was called and a
 * Maven that fails.
 */
public class LauncherTest {

  private static final Path SCRIPTS = Path.of("..", "scripts");

  private static final String JAVA =
      """
      #!/bin/sh
      grep ^SigIgn: /proc/$$/status
      printf '%s\\n' "$@"
      """;

  private static final String FAILING = "#!/bin/sh\nexit 1\n";

  /** A Maven that writes down that it was called, and makes the directory it is told. */
  private static final String BUILDING =
      """
      #!/bin/sh
      echo built >>'%s'
      for argument; do
        case $argument in
          -Dprogram.directory=*) mkdir "${argument#*=}" ;;
        esac
      done
      """;

  /** What the launcher and the build call, and Java in this test, but for Maven. */
  private static final List<String> LAUNCHERS_PROGRAMS =
      List.of(
          "bash", "dirname", "readlink", "find", "stat", "mkdir", "flock", "touch", "rm", "grep");

  private static final String MAVEN_IS_MISSING =
      "build: Java 17 (JDK) and Maven are needed to build: apt-get install maven\n";

  private static final int OTHER_ID = 20_077;

  /** SIGUSR1 and SIGUSR2, as bits. */
  private static final long USER_SIGNALS = 1L << 9 | 1L << 11;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path checkout;
  private Path tools;
  private String output;
  private String errors;

  @Before
  public void makeCheckout() throws IOException {
    checkout = folder.newFolder("check out").toPath();
    tools = folder.newFolder("tools").toPath();
    for (String directory : List.of("scripts/lib", "data", "modules", "src/main")) {
      Files.createDirectories(checkout.resolve(directory));
    }
    Files.createDirectories(checkout.resolve("src/target/program"));
    Files.createFile(checkout.resolve("pom.xml"));
    Files.createFile(checkout.resolve("src/pom.xml"));
    Files.createDirectories(checkout.resolve("modules/one/src/main"));
    Files.createFile(checkout.resolve("modules/one/pom.xml"));
    for (String name : List.of("pmxcfs-ipc", "build")) {
      Files.copy(SCRIPTS.resolve(name), checkout.resolve("scripts").resolve(name));
    }
    for (File file : SCRIPTS.resolve("lib").toFile().listFiles()) {
      Files.copy(file.toPath(), checkout.resolve("scripts/lib").resolve(file.getName()));
    }
    Files.writeString(tools.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    executable(tools.resolve("bin/java"), JAVA);
    executable(tools.resolve("bin/javac"), FAILING);
    executable(tools.resolve("bin/mvn"), FAILING);
    Files.createFile(checkout.resolve("src/target/program.built"));
    Files.createFile(checkout.resolve("src/target/program/classes-17.0.1.archive"));
  }

  private static void executable(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, script);
    assertTrue(file.toFile().setExecutable(true));
  }

  @Test
  public void flagsFromTheEnvironmentWin() throws Exception {
    assertEquals(0, run(Map.of("PMXCFS_IPC_JAVA_OPTS", "-Xmx1g -Dname=value"), "stats"));
    List<String> arguments = output.lines().toList();
    int own = arguments.indexOf("-Xmx512m");
    assertTrue(output, own > 0 && own < arguments.indexOf("-Xmx1g"));
    assertTrue(output, arguments.indexOf("-Dname=value") < arguments.indexOf("-cp"));
    assertEquals("stats", arguments.get(arguments.size() - 1));
  }

  @Test
  public void whatJavaSaysWhenItCrashesLeavesTheWorkingDirectoryAlone() throws Exception {
    run(Map.of(), "stats");
    assertThat(output, containsString("-XX:ErrorFile=" + checkout + "/data/java-error-%p.log\n"));
    Files.delete(checkout.resolve("data"));
    run(Map.of("TMPDIR", "/var/tmp"), "stats");
    assertThat(output, containsString("-XX:ErrorFile=/var/tmp/java-error-%p.log\n"));
    // the threads that SIGQUIT asks for
    assertThat(output, containsString("-XX:+DisplayVMOutputToStderr\n"));
  }

  @Test
  public void signalsWithoutAMeaningHaveNoEffect() throws Exception {
    run(Map.of(), "serve");
    String ignored = output.lines().findFirst().orElseThrow().replaceAll("\\S+\\s+", "");
    assertEquals(USER_SIGNALS, Long.parseUnsignedLong(ignored, 16) & USER_SIGNALS);
  }

  @Test
  public void noProgramGoesOnWithoutMemory() throws Exception {
    for (String command : List.of("serve", "echo", "config")) {
      run(Map.of(), command);
      assertThat(command, output, containsString("-XX:+ExitOnOutOfMemoryError\n"));
    }
  }

  @Test
  public void tooFewDescriptorsAreALine() throws Exception {
    assertEquals(1, run(Map.of(), List.of("prlimit", "--nofile=20:20"), "stats"));
    assertEquals(errors, 1, errors.lines().count());
    assertThat(errors, containsString("20 files may be open here, which is too few: ulimit -n"));
  }

  @Test
  public void commandsMakeDoWithTheProgramThatIsThereWhenItCannotBeBuilt() throws Exception {
    change();
    assertEquals(errors, 0, run(Map.of(), "stats"));
    assertThat(output, containsString("\nstats\n"));
    String log = checkout.resolve("src/target/program.log").toString();
    assertEquals(
        "build: the build failed; %s says why\npmxcfs-ipc: using the program that was built before\n"
            .formatted(log),
        errors);
  }

  /** Or who has changed it would look at the old one. */
  @Test
  public void servicesDoNotStartAsTheyWereBeforeAChange() throws Exception {
    change();
    assertEquals(1, run(Map.of(), "serve"));
    assertEquals("", output);
    assertThat(errors, containsString("the build failed; "));
  }

  @Test
  public void aFreshCheckoutIsBuiltOnce() throws Exception {
    Files.delete(checkout.resolve("src/target/program/classes-17.0.1.archive"));
    Files.delete(checkout.resolve("src/target/program"));
    Files.delete(checkout.resolve("src/target/program.built"));
    Path calls = folder.newFile().toPath();
    executable(tools.resolve("bin/mvn"), BUILDING.formatted(calls));
    for (int start = 0; start < 2; start++) {
      assertEquals(errors, 0, run(Map.of(), "serve"));
      assertThat(output, containsString("\nserve\n"));
      assertEquals("", errors);
    }
    assertEquals("built\n", Files.readString(calls));
  }

  @Test
  public void theArchiveIsMadeAgainForAnotherJava() throws Exception {
    Files.writeString(tools.resolve("release"), "JAVA_VERSION=\"17.0.2\"\n");
    run(Map.of(), "stats");
    assertEquals("", errors);
    assertTrue(Files.exists(checkout.resolve("src/target/program/classes-17.0.2.archive")));
  }

  /** One that does not know the option would not start. */
  @Test
  public void javaIsToldToGiveMemoryBackFromTheVersionsOnThatKnowHow() throws Exception {
    assertTrue(givesMemoryBack("17.0.12"));
    assertFalse(givesMemoryBack("17.0.11"));
    assertTrue(givesMemoryBack("21.0.4"));
    assertFalse(givesMemoryBack("21.0.3.0.1"));
    assertFalse(givesMemoryBack("21"));
    assertFalse(givesMemoryBack("22.0.2"));
    assertTrue(givesMemoryBack("23"));
    assertTrue(givesMemoryBack("25.0.1"));
  }

  private boolean givesMemoryBack(String version) throws Exception {
    Files.writeString(tools.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    assertEquals(errors, 0, run(Map.of("PMXCFS_IPC_BUILD", "no"), "stats"));
    return output.contains("-XX:TrimNativeHeapInterval=");
  }

  /** Root is the one who could. */
  @Test
  public void nothingIsInstalledForABuild() throws Exception {
    change();
    Path installed = folder.getRoot().toPath().resolve("installed");
    Files.delete(tools.resolve("bin/mvn"));
    executable(tools.resolve("bin/apt-get"), "#!/bin/sh\ntouch '" + installed + "'\n");
    for (String name : LAUNCHERS_PROGRAMS) {
      Files.createSymbolicLink(tools.resolve("bin").resolve(name), program(name));
    }
    var path = Map.of("PATH", tools.resolve("bin").toString());
    assertEquals(1, run(path, "serve"));
    assertEquals("", output);
    assertEquals(MAVEN_IS_MISSING, errors);
    assertEquals("a program that is there asks a server", 0, run(path, "stats"));
    assertThat(errors, containsString(MAVEN_IS_MISSING));
    assertThat(output, containsString("\nstats\n"));
    assertFalse(Files.exists(installed));
  }

  private static Path program(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  @Test
  public void aBuildThatIsNotWantedIsNotTried() throws Exception {
    change();
    assertEquals(errors, 0, run(Map.of("PMXCFS_IPC_BUILD", "no"), "serve"));
    assertThat(output, containsString("\nserve\n"));
    assertEquals("", errors);
  }

  @Test
  public void whatIsBuiltIsNotForOthersToReplace() throws Exception {
    change();
    Path seen = folder.newFile().toPath();
    executable(tools.resolve("bin/mvn"), "#!/bin/sh\numask > '" + seen + "'\nexit 1\n");
    executable(tools.resolve("bin/java"), "#!/bin/sh\numask\n");
    run(Map.of(), List.of("sh", "-c", "umask 000; exec \"$@\"", "sh"), "stats");
    assertEquals("0022\n", Files.readString(seen));
    assertEquals("the program has the caller's", "0000\n", output);
  }

  @Test
  @Needs(Requirement.ROOT)
  public void rootIsToldWhoseProgramItRuns() throws Exception {
    Files.setAttribute(checkout, "unix:uid", OTHER_ID);
    assertEquals(0, run(Map.of(), "serve"));
    assertEquals(1, errors.lines().count());
    assertThat(errors, containsString(checkout + " belongs to "));
    run(Map.of(), "stats");
    assertEquals("", errors);
    run(Map.of("SUDO_UID", Integer.toString(OTHER_ID)), "serve");
    assertEquals("", errors);
  }

  private void change() throws IOException {
    Files.setLastModifiedTime(
        checkout.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(60)));
  }

  private int run(Map<String, String> environment, String... arguments) throws Exception {
    return run(environment, List.of(), arguments);
  }

  private int run(Map<String, String> environment, List<String> wrapper, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(wrapper);
    command.add(checkout.resolve("scripts/pmxcfs-ipc").toString());
    command.addAll(List.of(arguments));
    Path out = folder.newFile().toPath();
    Path err = folder.newFile().toPath();
    var builder = new ProcessBuilder(command);
    builder.environment().remove("TMPDIR");
    builder.environment().put("JAVA_HOME", tools.toString());
    builder.environment().put("PATH", tools.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertTrue(process.waitFor(Patience.LIMIT.toMinutes(), TimeUnit.MINUTES));
    output = Files.readString(out, StandardCharsets.UTF_8);
    errors = Files.readString(err, StandardCharsets.UTF_8);
    return process.exitValue();
  }
}
