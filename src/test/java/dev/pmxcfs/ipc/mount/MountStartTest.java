package dev.pmxcfs.ipc.mount;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Program;
import dev.qbipc.fuse.real.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.Test;

/** What {@code serve --mount} mounts over, and what it refuses in one clear line. */
public class MountStartTest extends MountedServerTest {

  private static final int FAILED = 1;

  private static final String OPTIONS =
      "rw,nosuid,nodev,relatime,user_id=0,group_id=0,default_permissions,allow_other";

  @Test
  public void item402_whenItIsReadyTheMountAnswers() {
    Program program = startMounted();
    assertEquals("nodes/" + NODE, output("readlink local"));
    assertEquals(List.of(), program.warnings());
  }

  @Test
  public void item400_theMountIsShownLikeThatOfCPmxcfs() {
    startMounted();
    assertEquals("/dev/fuse " + mount + " fuse " + OPTIONS + " 0 0", mountLine());
    assertEquals("65735546", output("stat -f -c %t .")); // item 401
  }

  @Test
  public void theFilesAreOfRootAndTheGroupThatMayRead() {
    String group = namespace.output("getent group daemon | cut -d: -f3");
    startMounted("--group", "daemon");
    output("echo text > file");
    assertEquals("0 " + group, output("stat -c '%u %g' file"));
    assertEquals("0 " + group, output("stat -c '%u %g' ."));
  }

  @Test
  public void whereThereIsNoSuchGroupTheFilesAreRootsAlone() {
    startMounted("--group", "nosuchgroup");
    assertEquals("0 0", output("stat -c '%u %g' .version"));
  }

  @Test
  public void theDirectoryIsAnOptionInTheEnvironment() {
    List<String> wrapper = new ArrayList<>(namespace.entering());
    wrapper.addAll(List.of("env", "PMXCFS_IPC_MOUNT=" + mount, "PMXCFS_IPC_NODE=other"));
    programs.startService(
        wrapper, service, "serve", "--service", service, "--db", database().toString());
    assertEquals("nodes/other", output("readlink local"));
  }

  /** As after a host was renamed, when the links lead nowhere (item 431). */
  @Test
  public void itWarnsIfThereAreDirectoriesOfNodesAndNoneOfThisOne() {
    Program first = startMounted();
    output("mkdir -p nodes/former/qemu-server nodes/another && echo text > nodes/file");
    assertEquals(List.of(), first.warnings());
    first.terminate();
    assertEquals(0, first.awaitEnd(Program.PATIENCE).status());
    Program second = startMounted();
    assertThat(
        second.awaitErrorLine(" WARN "),
        containsString("no directory nodes/testnode, but there are those of another, former: "));
    output("mkdir nodes/testnode");
    second.terminate();
    assertEquals(0, second.awaitEnd(Program.PATIENCE).status());
    assertEquals(List.of(), startMounted().warnings());
  }

  @Test
  public void item403_aDeadMountIsReplaced() {
    Program first = startMounted();
    output("echo text > file");
    first.kill();
    assertTrue(first.awaitEnd(Program.PATIENCE).status() != 0);
    assertThat(said("ls " + mount), containsString("Transport endpoint is not connected"));
    startMounted();
    assertEquals("text", output("cat file"));
    assertEquals(1, mountLine().lines().count());
  }

  /** Where C pmxcfs does not start again until somebody unmounts it by hand (defect F3). */
  @Test
  public void item404_aDeadMountIsReplacedAlsoWithSomebodyInside() throws IOException {
    Program first = startMounted();
    output("echo text > file");
    Process inside =
        namespace.start(
            "cd " + mount + " && exec 3< file && echo in && read line; pwd -P; cat <&3; :");
    assertEquals("in", inside.inputReader().readLine());
    first.kill();
    first.awaitEnd(Program.PATIENCE);
    startMounted();
    assertEquals("text", output("cat file"));
    assertEquals(1, mountLine().lines().count());
    try (var writer = inside.outputWriter()) {
      writer.write("go on\n");
    }
    String rest = Namespace.result(inside).output();
    assertThat(rest, containsString("Transport endpoint is not connected"));
  }

  @Test
  public void item405_aDirectoryThatIsNotEmptyIsRefusedAndNothingIsHidden() throws IOException {
    Files.writeString(mount.resolve("kept"), "kept");
    refused(mount, mount + " is not empty");
    assertEquals("kept", namespace.output("cat " + mount + "/kept"));
    assertEquals("", mountLine());
  }

  @Test
  public void item406_aForeignMountIsRefused() {
    namespace.output("mount -t tmpfs mine " + mount + " && echo kept > " + mount + "/kept");
    refused(mount, "another file system is mounted on " + mount + " (mine, type tmpfs)");
    assertEquals("kept", namespace.output("cat " + mount + "/kept"));
  }

  @Test
  public void item407_aSecondServerOfTheDatabaseFailsAndTheFirstGoesOnServing() {
    Program first = startMounted();
    output("echo text > file");
    refused(mount, "in use by process " + first.pid());
    assertEquals("text", output("cat file"));
    assertEquals(1, mountLine().lines().count());
  }

  @Test
  public void item407_aSecondServerOfTheDirectoryFailsAndTheFirstGoesOnServing() {
    startMounted();
    output("echo text > file");
    List<String> second = new ArrayList<>(serve(mount));
    second.set(second.indexOf("--db") + 1, root.resolve("data/other.db").toString());
    second.set(second.indexOf("--service") + 1, Program.newService());
    says(run(second), "a server already has its file system on " + mount);
    assertEquals("text", output("cat file"));
    assertEquals(1, mountLine().lines().count());
  }

  @Test
  public void aDirectoryThatIsMissingIsNamed() {
    Path missing = root.resolve("missing");
    refused(missing, missing + " does not exist: make the directory first");
  }

  @Test
  public void aDirectoryBelowOneThatIsMissingIsNamed() {
    Path missing = root.resolve("missing");
    refused(missing.resolve("pve"), missing + " cannot be found: make it first");
  }

  @Test
  public void aFileIsNoDirectory() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "kept");
    refused(file, file + " is not a directory");
    assertEquals("kept", Files.readString(file));
  }

  @Test
  public void aDirectoryThatHoldsTheDatabaseIsRefused() {
    Path data = database().getParent();
    refused(data, data + " holds what is to be served");
    refused(root, root + " holds what is to be served");
    assertFalse("a database was made", Files.exists(database()));
  }

  @Test
  public void aDirectoryBesideTheDatabaseIsRefused() throws IOException {
    Path beside = Files.createDirectory(database().resolveSibling("pve"));
    refused(beside, beside + " is within " + database().getParent());
    Path link = Files.createSymbolicLink(root.resolve("link"), database().getParent());
    refused(link.resolve("pve"), " is within ");
  }

  @Test
  public void withoutTheRightToMountItSaysWhatItTakes() {
    List<String> wrapper = new ArrayList<>(namespace.entering());
    wrapper.addAll(List.of("setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin"));
    says(end(wrapper, serve(mount)), "it takes CAP_SYS_ADMIN");
  }

  @Test
  public void withoutTheDeviceItSaysHowToGetIt() {
    namespace.output("mount -t tmpfs none /dev && mknod -m 666 /dev/null c 1 3");
    namespace.output("mknod -m 666 /dev/urandom c 1 9 && mkdir /dev/shm");
    refused(mount, "/dev/fuse does not exist: load the kernel's module (modprobe fuse)");
  }

  private void refused(Path directory, String why) {
    says(run(serve(directory)), why);
  }

  private static Program.Result end(List<String> wrapper, List<String> arguments) {
    try (Program program = Program.startWithin(wrapper, arguments.toArray(String[]::new))) {
      return program.awaitEnd(Program.PATIENCE);
    }
  }

  private String said(String script) {
    return namespace.run(script).output();
  }

  private static void says(Program.Result result, String what) {
    List<String> lines = result.errors().stream().filter(line -> !line.contains(" INFO ")).toList();
    assertEquals(lines.toString(), 1, lines.size());
    assertThat(lines.get(0), containsString("pmxcfs-ipc: "));
    assertThat(lines.get(0), containsString(what));
    assertEquals(FAILED, result.status());
    assertEquals("no ready line", "", result.text());
    assertFalse(lines.get(0), Arrays.asList(lines.get(0).split("[ :]")).contains("Exception"));
  }
}
