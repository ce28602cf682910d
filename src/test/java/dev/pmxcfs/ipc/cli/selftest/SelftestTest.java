package dev.pmxcfs.ipc.cli.selftest;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The command {@code selftest}, on machines that lack one thing each. */
public class SelftestTest {

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();

  @Before
  public void makeDirectory() throws IOException {
    Files.createDirectory(database().getParent());
  }

  private String[] selftest(String... options) {
    List<String> all = new ArrayList<>(List.of("selftest", "--service", service, "--db"));
    all.add(database().toString());
    all.addAll(List.of("--rrdcached", folder.getRoot() + "/no-socket"));
    all.addAll(List.of("--corosync-conf", folder.getRoot() + "/no-file"));
    all.addAll(List.of(options));
    return all.toArray(String[]::new);
  }

  private Path database() {
    return folder.getRoot().toPath().resolve("data/config.db");
  }

  private static JsonObject finding(Program.Result result, String what) {
    return new JsonArray(result.text())
        .stream()
            .map(JsonObject.class::cast)
            .filter(finding -> finding.getString("what").equals(what))
            .findFirst()
            .orElseThrow();
  }

  /** Of a machine that lacks it; a server would not start there. */
  private static String missing(Program.Result result, String what) {
    JsonObject finding = finding(result, what);
    assertEquals(finding.encode(), "missing", finding.getString("state"));
    assertEquals(1, result.status());
    assertThat(result.errors().get(0), containsString("missing for a server"));
    return finding.getString("found") + "; " + finding.getString("action");
  }

  private Program.Result within(String preparation, String... options) {
    List<String> wrapper =
        List.of("unshare", "-m", "sh", "-ec", preparation + " && exec \"$@\"", "sh");
    try (Program program = Program.startWithin(wrapper, selftest(options))) {
      return program.awaitEnd(Program.PATIENCE);
    }
  }

  @Test
  public void whereNothingIsMissingAServerStarts() throws IOException {
    Program.Result result = InProcess.run(selftest("--group", "root"));
    assertEquals(result.text(), 0, result.status());
    assertEquals(List.of(), result.errors());
    for (String line : result.text().lines().toList()) {
      assertTrue(line, line.matches("(ok|warning) +[a-z-]+ +\\S.*| {24}\\S.*"));
    }
    assertThat(result.text(), containsString("config.db is not there yet, and will be made"));
    try (Stream<Path> files = Files.list(database().getParent())) {
      assertEquals("it changes nothing", List.of(), files.toList());
    }
    programs.startService(
        service, "serve", "--service", service, "--db", database().toString(), "--group", "root");
  }

  @Test
  public void aServerThatRunsHasTheNameAndTheDatabase() {
    Program server =
        programs.startService(
            service, "serve", "--service", service, "--db", database().toString());
    Program.Result result = InProcess.run(selftest("--json"));
    assertThat(missing(result, "service"), containsString("the name @" + service + " is in use"));
    assertThat(missing(result, "database"), containsString("is in use by process " + server.pid()));
    server.terminate();
    assertEquals(0, server.awaitEnd(Program.PATIENCE).status());
    Program.Result after = InProcess.run(selftest("--json"));
    assertEquals(after.text(), 0, after.status());
    assertThat(finding(after, "database").getString("found"), containsString("is sound: 0 files"));
  }

  @Test
  public void aDatabaseHasToBeOneAndItsDirectoryToBeThere() throws IOException {
    Files.writeString(database(), "text");
    assertThat(
        missing(InProcess.run(selftest("--json")), "database"), containsString("config check"));
    String elsewhere = folder.getRoot() + "/none/config.db";
    assertThat(
        missing(InProcess.run(selftest("--json", "--db", elsewhere)), "database"),
        containsString("mkdir -p " + folder.getRoot() + "/none"));
  }

  @Test
  public void aGroupThatIsNotThereIsAWarning() {
    Program.Result result = InProcess.run(selftest("--json", "--group", "nobody-has-it"));
    JsonObject group = finding(result, "group");
    assertEquals("warning", group.getString("state"));
    assertThat(group.getString("found"), containsString("no group nobody-has-it"));
    assertThat(group.getString("action"), containsString("--group"));
    assertEquals(0, result.status());
  }

  @Test
  public void aCorosyncThatIsConfiguredAndDoesNotRunIsAWarning() throws IOException {
    String conf = folder.newFile("corosync.conf").toString();
    JsonObject finding =
        finding(InProcess.run(selftest("--json", "--corosync-conf", conf)), "corosync");
    // the machine of the tests may have one
    assertTrue(
        finding.encode(), finding.getString("found").matches(".*does not answer.*|it runs.*"));
  }

  @Test
  public void aMountNeedsAnEmptyDirectoryThatDoesNotHideTheDatabase() throws IOException {
    String none = folder.getRoot() + "/pve";
    assertThat(
        missing(InProcess.run(selftest("--json", "--mount", none)), "mount"),
        containsString("mkdir -p " + none));
    Path full = folder.newFolder("full").toPath();
    Files.createFile(full.resolve("file"));
    assertThat(
        missing(InProcess.run(selftest("--json", "--mount", full.toString())), "mount"),
        containsString("is not empty"));
    assertThat(
        missing(InProcess.run(selftest("--json", "--mount", folder.getRoot().toString())), "mount"),
        containsString("would hide"));
  }

  @Test
  @Needs({Requirement.ROOT, Requirement.NAMESPACES})
  public void sharedMemoryMayBeTooSmallOrReadOnly() {
    String small = "mount -t tmpfs -o size=1m tmpfs /dev/shm";
    assertThat(
        missing(within(small, "--json"), "shared-memory"),
        containsString("MiB free for clients, and one takes"));
    String readOnly = "mount -t tmpfs -o ro tmpfs /dev/shm";
    assertThat(
        missing(within(readOnly, "--json"), "shared-memory"),
        containsString("is mounted read-only"));
  }

  @Test
  @Needs({Requirement.ROOT, Requirement.NAMESPACES})
  public void descriptorsMayBeTooFew() {
    assertThat(
        missing(within("ulimit -n 400", "--json"), "descriptors"),
        containsString("400 files may be open; raise it with LimitNOFILE="));
    JsonObject few = finding(within("ulimit -n 2000", "--json"), "descriptors");
    assertEquals("warning", few.getString("state"));
  }

  @Test
  @Needs({Requirement.ROOT, Requirement.NAMESPACES, Requirement.FUSE})
  public void fuseAndTheRightToMountAreMissingOnlyWhereSomethingIsToBeMounted() throws IOException {
    String withoutDevice =
        "mount --bind /dev/fuse /dev/fuse && mount -o remount,bind,nodev /dev/fuse";
    String directory = folder.newFolder("pve").toString();
    assertEquals("warning", finding(within(withoutDevice, "--json"), "fuse").getString("state"));
    assertThat(
        missing(within(withoutDevice, "--json", "--mount", directory), "fuse"),
        containsString("--device /dev/fuse"));
    List<String> wrapper = List.of("setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin");
    try (Program program = Program.startWithin(wrapper, selftest("--json", "--mount", directory))) {
      assertThat(
          missing(program.awaitEnd(Program.PATIENCE), "mount-rights"),
          containsString("start it as root"));
    }
  }
}
