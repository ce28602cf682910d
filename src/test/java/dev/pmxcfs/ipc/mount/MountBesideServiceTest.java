package dev.pmxcfs.ipc.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;

import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.ServedDirectory;
import dev.qbipc.fuse.real.Namespace;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Polling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Test;

/** The mount beside the service's other doors: each shows at once what was done by another. */
public class MountBesideServiceTest extends MountedServerTest {

  private static final int GET_FS_VERSION = 1;
  private static final int GET_GUEST_LIST = 3;
  private static final int GET_CONFIG = 6;
  private static final int ROUNDS = 20;
  private static final byte[] NOTHING = {};

  private static LibqbMessage read(LibqbClient client, String path) {
    return client.call(GET_CONFIG, (path + "\0").getBytes(UTF_8));
  }

  private static String text(LibqbMessage message) {
    assertEquals(0, message.error());
    return new String(message.payload(), UTF_8);
  }

  private void config(String input, String... arguments) {
    Program.Result result = InProcess.run(input.getBytes(UTF_8), arguments);
    assertEquals(result.errors().toString(), 0, result.status());
  }

  @Test
  public void item502_aFileThatIsWrittenThroughTheMountIsReadByAClientAtOnceAndTheOtherWayRound() {
    startMounted();
    try (LibqbClient client = LibqbClient.connect(service)) {
      for (int i = 0; i < ROUNDS; i++) {
        output("echo -n mounted-" + i + " > file");
        assertEquals("mounted-" + i, text(read(client, "file")));
        config("put-" + i, "config", "put", "file", "-", "--service", service);
        assertEquals("put-" + i, output("cat file"));
        assertEquals("" + ("put-" + i).length(), output("stat -c %s file"));
      }
      output("mv file other");
      assertEquals(-Errno.ENOENT, read(client, "file").error());
      config("", "config", "rm", "other", "--service", service);
      assertThat(output("cat other 2>&1 || :"), containsString("No such file"));
    }
  }

  /** What is gathered is looked at in the same moment, through a handle that stays open. */
  @Test
  public void item502_aClientReadsWhatAProgramHasWrittenAndNotClosed() throws IOException {
    startMounted();
    Process writer =
        namespace.start(
            "cd "
                + mount
                + " && exec 3> file && echo one >&3 && echo in && read x; echo two >&3;"
                + " echo in; read x");
    try (LibqbClient client = LibqbClient.connect(service)) {
      var lines = writer.inputReader();
      assertEquals("in", lines.readLine());
      assertEquals("one\n", text(read(client, "file")));
      writer.outputWriter().append("go on\n").flush();
      assertEquals("in", lines.readLine());
      assertEquals("one\ntwo\n", text(read(client, "file")));
    } finally {
      writer.destroy();
    }
  }

  @Test
  public void item502_versionsAndGuestsAreTheSameEitherWay() {
    startMounted();
    try (LibqbClient client = LibqbClient.connect(service)) {
      output("mkdir -p nodes/testnode/qemu-server nodes/testnode/lxc");
      for (int i = 100; i < 100 + ROUNDS; i++) {
        output("echo name: a > local/" + (i % 2 == 0 ? "qemu-server" : "lxc") + "/" + i + ".conf");
        assertSame(client);
      }
      output("mv local/lxc/101.conf local/lxc/999.conf && rm local/qemu-server/100.conf");
      assertSame(client);
      config(
          "arch: amd64\n",
          "config",
          "put",
          "nodes/testnode/lxc/500.conf",
          "-",
          "--service",
          service);
      assertSame(client);
    }
  }

  private void assertSame(LibqbClient client) {
    assertEquals(withoutNul(text(client.call(GET_FS_VERSION, NOTHING))), output("cat .version"));
    assertEquals(withoutNul(text(client.call(GET_GUEST_LIST, NOTHING))), output("cat .vmlist"));
  }

  private static String withoutNul(String text) {
    return text.replace("\0", "").strip();
  }

  @Test
  public void item505_aSwapOfOperationsDoesNotTouchTheMount() throws IOException {
    startMounted();
    Process inside =
        namespace.start("cd " + mount + " && exec 3<> file && echo in && read line; echo text >&3");
    assertEquals("in", inside.inputReader().readLine());
    String before = mountLine();
    String device = output("stat -c %d .");
    for (Path jar : ServedDirectory.programsModules()) {
      output("echo " + jar.getFileName() + " > during");
      Program.Result swap = InProcess.run("modules", "swap", jar.toString(), "--service", service);
      assertEquals(swap.errors().toString(), 0, swap.status());
      assertEquals(jar.getFileName().toString(), output("cat during"));
    }
    inside.outputWriter().append("go on\n").close();
    assertEquals(0, Namespace.result(inside).status());
    assertEquals("text", output("cat file"));
    assertEquals(before, mountLine());
    assertEquals(device, output("stat -c %d ."));
    try (LibqbClient client = LibqbClient.connect(service)) {
      assertEquals("text\n", text(read(client, "file")));
    }
  }

  @Test
  public void item427_whatIsWrittenToDebugSetsTheLogLevel() {
    Program program = startMounted();
    assertEquals("0", output("cat .debug"));
    output("echo 1 > .debug");
    assertEquals("1", output("cat .debug"));
    assertEquals("debug\n", InProcess.run("log", "--service", service).text());
    program.awaitErrorLine("the log level is debug now: .debug was written");
    output("echo 0 > .debug");
    assertEquals("0", output("cat .debug"));
    assertEquals("info\n", InProcess.run("log", "--service", service).text());
    InProcess.run("log", "warn", "--service", service);
    output("echo 1 > .debug && echo 0 > .debug");
    assertEquals("warn\n", InProcess.run("log", "--service", service).text());
    InProcess.run("log", "trace", "--service", service);
    assertEquals("1", output("cat .debug"));
    assertNotEquals(0, namespace.run("echo 2 > " + mount + "/.debug").status());
    output("echo 0 > .debug");
    assertEquals("0", output("cat .debug"));
  }

  /** Which can be changed only where they are. */
  @Test
  public void theFilesOfADirectoryAreMountedReadOnly() throws IOException {
    Path files = Files.createDirectory(root.resolve("files"));
    Files.writeString(files.resolve("storage.cfg"), "dir: local\n");
    Files.createDirectories(files.resolve("nodes/testnode/lxc"));
    List<String> arguments = serve(mount);
    int db = arguments.indexOf("--db");
    arguments.set(db, "--config-dir");
    arguments.set(db + 1, files.toString());
    programs.startService(namespace.entering(), service, arguments.toArray(String[]::new));
    assertThat(mountLine(), containsString(" ro,nosuid,nodev"));
    assertEquals("dir: local", output("cat storage.cfg"));
    for (String change :
        List.of("echo x > storage.cfg", "mkdir d", "rm storage.cfg", "mv nodes n")) {
      assertThat(
          change,
          namespace.run("cd " + mount + " && " + change).output(),
          containsString("Read-only file system"));
    }
    Files.writeString(files.resolve("new.cfg"), "new\n");
    Files.writeString(files.resolve("nodes/testnode/lxc/100.conf"), "arch: amd64\n");
    Files.writeString(files.resolve("storage.cfg"), "dir: other\n");
    Polling.until(() -> output("ls").contains("new.cfg"), "the new file");
    Polling.until(() -> output("cat storage.cfg").equals("dir: other"), "the change");
    assertEquals("arch: amd64", output("cat lxc/100.conf"));
    try (LibqbClient client = LibqbClient.connect(service)) {
      assertArrayEquals("new\n".getBytes(UTF_8), read(client, "new.cfg").payload());
    }
  }

  @Test
  public void aDirectoryWithinTheServedOneOrAroundItIsRefused() throws IOException {
    Path files = Files.createDirectory(root.resolve("files"));
    Path within = Files.createDirectory(files.resolve("pve"));
    List<String> arguments = serve(within);
    int db = arguments.indexOf("--db");
    arguments.set(db, "--config-dir");
    arguments.set(db + 1, files.toString());
    assertThat(run(arguments).errors().toString(), containsString(within + " is within " + files));
    arguments.set(arguments.indexOf("--mount") + 1, files.toString());
    assertThat(run(arguments).errors().toString(), containsString(files + " holds what is to be"));
  }
}
