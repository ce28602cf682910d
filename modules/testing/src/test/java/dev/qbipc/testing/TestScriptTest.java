package dev.qbipc.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What {@code scripts/test} says at its end, and its status, with another program for Maven. */
public class TestScriptTest {

  private static final Path SCRIPTS = Path.of("..", "..", "scripts");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path checkout;
  private Path programs;

  @Before
  public void copyScript() throws IOException {
    checkout = folder.newFolder("a b ü").toPath();
    programs = folder.newFolder("programs").toPath();
    Files.createDirectories(checkout.resolve("modules/one/target"));
    Files.createDirectories(checkout.resolve("modules/two/target"));
    Files.createDirectories(checkout.resolve("src/target"));
    Files.createDirectories(checkout.resolve("scripts/lib"));
    for (String name : List.of("test", "lib/common.sh", "lib/messages.sh", "lib/packages.sh")) {
      Files.copy(SCRIPTS.resolve(name), checkout.resolve("scripts").resolve(name));
    }
  }

  /** Has Maven do something in the checkout. */
  private void maven(String... lines) throws IOException {
    List<String> script = new ArrayList<>(List.of("#!/bin/sh", "cd '" + checkout + "'"));
    script.addAll(Arrays.asList(lines));
    Path program = Files.write(programs.resolve("mvn"), script, UTF_8);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void assertEnds(int status, List<String> output, String... arguments) throws Exception {
    assertEnds(Map.of(), programsFirst(), status, output, arguments);
  }

  private String programsFirst() {
    return programs + ":" + System.getenv("PATH");
  }

  private void assertEnds(
      Map<String, String> variables,
      String path,
      int status,
      List<String> output,
      String... arguments)
      throws Exception {
    List<String> command =
        new ArrayList<>(List.of("/bin/bash", checkout.resolve("scripts/test") + ""));
    command.addAll(Arrays.asList(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(variables);
    builder.environment().put("PATH", path);
    Process script = builder.start();
    String printed = new String(script.getInputStream().readAllBytes(), UTF_8);
    assertEquals(output, printed.lines().toList());
    assertEquals(status, script.waitFor());
  }

  @Test
  public void whereAllTestsRunNothingIsSaid() throws Exception {
    maven("echo built");
    assertEnds(0, List.of("built"));
    assertEnds(0, List.of("built"), "--all");
  }

  @Test
  public void testsThatDidNotRunAreCountedByWhatTheyNeed() throws Exception {
    maven(
        "printf 'they need root\\tT.a\\nthey need root\\tT.b\\n' >modules/one/target/tests-not-run",
        "printf 'they need root\\tS.a\\nthey need wings\\tS.b\\n' >src/target/tests-not-run",
        "echo built");
    List<String> said =
        List.of(
            "built", "test: 3 did not run: they need root", "test: 1 did not run: they need wings");
    assertEnds(0, said);
    List<String> saidOfAll = new ArrayList<>(said);
    saidOfAll.add("test: not all tests ran, as --all wants");
    assertEnds(1, saidOfAll, "--all");
  }

  @Test
  public void whatAnEarlierRunWroteDownDoesNotCount() throws Exception {
    Files.writeString(checkout.resolve("modules/two/target/tests-not-run"), "they need tea\tT.a\n");
    maven("echo built");
    assertEnds(0, List.of("built"), "--all");
  }

  @Test
  public void failedTestsAreNotForgottenBesideThoseThatDidNotRun() throws Exception {
    maven("printf 'they need root\\tT.a\\n' >src/target/tests-not-run", "exit 3");
    assertEnds(3, List.of("test: 1 did not run: they need root"));
    assertEnds(3, List.of("test: 1 did not run: they need root"), "--all");
  }

  @Test
  public void otherArgumentsGoToMaven() throws Exception {
    maven("printf '%s\\n' \"$@\"");
    List<String> passedOn =
        List.of("-f", checkout + "/pom.xml", "-B", "verify", "-DskipITs=false", "-o", "-Dx=a b");
    assertEnds(0, passedOn, "-o", "--all", "-Dx=a b");
  }

  /** A hook of git's has variables by which git works on the checkout, wherever it is called. */
  @Test
  public void neitherLanguageNorSettingsOfWhoRunsItReachATest() throws Exception {
    maven("env | grep -E '^(LC_ALL|GIT_|PMXCFS_IPC_|RRDCACHED_|LEFT)' | sort");
    var settings =
        Map.of(
            "LC_ALL", "POSIX",
            "GIT_DIR", "/nowhere",
            "GIT_INDEX_FILE", "/nowhere",
            "PMXCFS_IPC_SERVICE", "other",
            "RRDCACHED_ADDRESS", "/nowhere",
            "LEFT", "alone");
    assertEnds(settings, programsFirst(), 0, List.of("LC_ALL=C.UTF-8", "LEFT=alone"));
  }

  /** Without apt-get root installs nothing either. */
  @Test
  public void whoMayNotInstallPackagesIsToldWhichAreMissing() throws Exception {
    maven("echo built");
    for (String directory : System.getenv("PATH").split(":")) {
      linkAllBut(Set.of("rrdtool", "apt-get"), Path.of(directory));
    }
    String missing = "test: packages are missing: apt-get install rrdtool";
    assertEnds(Map.of(), programs.toString(), 1, List.of(missing));
    Files.createSymbolicLink(programs.resolve("rrdtool"), Path.of("/bin/true"));
    assertEnds(Map.of(), programs.toString(), 0, List.of("built"));
  }

  private void linkAllBut(Set<String> left, Path directory) throws IOException {
    try (var programsThere = Files.newDirectoryStream(directory, Files::isExecutable)) {
      for (Path program : programsThere) {
        Path link = programs.resolve(program.getFileName());
        if (!left.contains(program.getFileName().toString()) && !Files.exists(link)) {
          Files.createSymbolicLink(link, program);
        }
      }
    } catch (NoSuchFileException e) {
      // PATH may name what is not there
    }
  }
}
