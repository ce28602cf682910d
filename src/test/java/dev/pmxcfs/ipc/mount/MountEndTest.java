package dev.pmxcfs.ipc.mount;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.qbipc.fuse.real.Namespace;
import dev.qbipc.testing.Polling;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** How the mount ends with the server, the server with the mount, and that nobody waits for it. */
public class MountEndTest extends MountedServerTest {

  private static final char UNINTERRUPTIBLE = 'D';
  private static final char GONE = '-';

  private static final List<String> ORDER =
      List.of("the restart flag", "the service", "the mount", "the configuration");
  private static final String CLOSED = " closed: ";

  /** What systemd gives pmxcfs, with room for a machine that is busy with other tests. */
  private static final long LIMIT_SECONDS = 60;

  /** A process with its working directory and a file there. */
  private Process inside(Namespace where) throws IOException {
    Process inside =
        where.start("cd " + mount + " && exec 3< .version && echo in && read line; cat file; :");
    assertEquals("in", inside.inputReader().readLine());
    return inside;
  }

  private static void endsInOrder(Program program) {
    Program.Result end = program.awaitEnd(Program.PATIENCE);
    assertEquals(end.errors().toString(), 0, end.status());
    assertThat(end.errors().toString(), containsString("has ended in order"));
    assertEquals(
        List.of(), end.errors().stream().filter(line -> line.contains(" ERROR ")).toList());
  }

  /** The state of a process, as ps shows it. */
  private static char state(Process process) throws IOException {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (NoSuchFileException e) {
      return GONE;
    }
  }

  private static String released(Process inside) throws IOException {
    assertNotEquals(UNINTERRUPTIBLE, state(inside));
    try (var writer = inside.outputWriter()) {
      writer.write("go on\n");
    }
    return Namespace.result(inside).output();
  }

  @Test
  public void item408_aSignalUnmountsAlsoWithSomebodyInside() throws IOException {
    Program program = startMounted();
    output("echo text > file");
    Process inside = inside(namespace);
    program.terminate();
    endsInOrder(program);
    assertEquals("", mountLine());
    assertThat(released(inside), containsString("Transport endpoint is not connected"));
    startMounted();
    assertEquals("text", output("cat file"));
  }

  /** In the order of C pmxcfs. The flag is that of the service pve2, here on a network apart. */
  @Test
  public void item408_theFlagComesFirstAndTheMountEndsBetweenServiceAndDatabase() {
    namespace.output("mount -t tmpfs none /run && mkdir /run/pve-cluster");
    List<String> wrapper = new ArrayList<>(namespace.entering());
    wrapper.addAll(List.of("unshare", "--net"));
    List<String> arguments = serve(mount, "--log-level", "debug");
    arguments.set(arguments.indexOf("--service") + 1, "pve2");
    Program program = programs.startService(wrapper, "pve2", arguments.toArray(String[]::new));
    program.terminate();
    endsInOrder(program);
    assertEquals("440 0", namespace.output("stat -c '%a %u' /run/pve-cluster/cfs-restart-flag"));
    List<String> closed =
        program.errorLines().stream()
            .filter(line -> line.contains(CLOSED))
            .map(line -> line.substring(line.indexOf(CLOSED) + CLOSED.length()))
            .filter(ORDER::contains)
            .toList();
    assertEquals(ORDER, closed);
  }

  @Test
  public void item411_copiesInOtherNamespacesDoNotKeepItFromEnding() throws IOException {
    Program program = startMounted();
    output("echo text > file");
    try (Namespace copy = namespace.copy()) {
      Process inside = inside(copy);
      program.terminate();
      endsInOrder(program);
      assertThat(released(inside), containsString("Transport endpoint is not connected"));
      startMounted();
      assertEquals("text", output("cat file"));
    }
  }

  @Test
  public void item412_nobodyWaitsForItAfterTheEnd() throws Exception {
    Program program = startMounted();
    output("mkdir d");
    List<Process> busy = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      busy.add(
          namespace.start(
              "cd "
                  + mount
                  + " && while echo x > d/"
                  + i
                  + " && mv d/"
                  + i
                  + " d/"
                  + i
                  + ".n && ls d >/dev/null; do :; done"));
    }
    Polling.until(() -> !output("ls d").isEmpty(), "their first files");
    program.terminate();
    endsInOrder(program);
    for (Process process : busy) {
      assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS));
    }
  }

  /** As with a disk that hangs: what waits for it is told so, and the end does not wait. */
  @Test
  public void item412_whoWaitsForADiskIsAnsweredAtTheEnd() throws Exception {
    Program program = startMounted();
    output("echo text > file");
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement lock = other.createStatement()) {
      lock.execute("BEGIN IMMEDIATE");
      Process waiting =
          namespace.start("cd " + mount + " && (echo more > file; rm missing; exec mkdir d) 2>&1");
      Polling.until(() -> waitingCalls() > 0, "the change");
      program.terminate();
      program.awaitEnd(Program.PATIENCE);
      assertEquals("", mountLine());
      Namespace.result(waiting);
      lock.execute("ROLLBACK");
    }
    startMounted();
    assertThat(output("cat file"), containsString("te"));
  }

  private int waitingCalls() {
    String stats = InProcess.run("stats", "--service", service).text();
    return new JsonObject(stats).getJsonObject("mount").getInteger("waiting");
  }

  @Test
  public void item408_aSignalEndsItAlsoAfterALazyUnmount() throws IOException {
    Program program = startMounted();
    output("echo text > file");
    Process inside = inside(namespace);
    namespace.output("umount -l " + mount);
    program.terminate();
    endsInOrder(program);
    assertThat(released(inside), containsString("Transport endpoint is not connected"));
    startMounted();
    assertEquals("text", output("cat file"));
  }

  @Test
  public void item409_anUnmountByRootEndsTheServerInOrder() throws IOException {
    Program program = startMounted();
    output("echo text > file");
    Process inside = inside(namespace);
    Namespace.Result busy = namespace.run("umount " + mount);
    assertThat(busy.output(), containsString("busy"));
    assertNotEquals(0, busy.status());
    assertEquals("text", released(inside));
    Polling.until(() -> namespace.run("umount " + mount).status() == 0, "the unmount");
    endsInOrder(program);
    program.awaitErrorLine("somebody has unmounted " + mount);
  }

  @Test
  public void item409_aLazyUnmountEndsTheServerOnceTheLastHasLeft() throws IOException {
    Program program = startMounted();
    output("echo text > file");
    Process inside = inside(namespace);
    namespace.output("umount -l " + mount);
    assertEquals("", mountLine());
    assertEquals("text", released(inside));
    endsInOrder(program);
    program.awaitErrorLine("somebody has unmounted " + mount);
  }

  /** The server is killed while a program writes; what it was told is there is there. */
  @Test
  public void item410_afterAKillTheTreeIsCompleteToTheLastAnsweredCall() throws IOException {
    Program program = startMounted();
    Process writer =
        namespace.start(
            "cd "
                + mount
                + " && i=0; while echo content-$i > t && mv t f$i; do echo $i; i=$((i+1)); done");
    List<String> acknowledged = new ArrayList<>();
    try (BufferedReader output = writer.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.matches("[0-9]+")) {
          acknowledged.add(line);
          if (acknowledged.size() == 40) {
            program.kill();
          }
        }
      }
    }
    program.awaitEnd(Program.PATIENCE);
    assertThat(
        namespace.run("ls " + mount).output(),
        containsString("Transport endpoint is not connected"));
    assertTrue(acknowledged.size() + " files", acknowledged.size() >= 40);
    startMounted();
    for (String number : acknowledged) {
      assertEquals("content-" + number, output("cat f" + number));
    }
  }
}
