package dev.pmxcfs.ipc.cli.config.lock;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.fail;

import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.cli.base.ExitStatus;
import dev.pmxcfs.ipc.harness.ConfigCommands;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** The command {@code config lock}, of a server that is killed while it is asked for the lock. */
@RunWith(VertxUnitRunner.class)
public class LostServerTest {

  private static final String MAY_BE_LEFT = "/priv/lock/x may be left behind by this command";

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private final Vertx vertx = EpollVertx.start(1);
  private final ConfigCommands config = ConfigCommands.onService(service);
  private Program server;
  private Process strace;

  /** With the directory of the locks, so that the lock is the first change that is made. */
  @Before
  public void serve() {
    start();
    config.done("mkdir", "priv");
    config.done("mkdir", "priv/lock");
  }

  private void start() {
    server = programs.startService(service, "serve", "--service", service, "--db", database());
  }

  private String database() {
    return folder.getRoot().toPath().resolve("config.db").toString();
  }

  @After
  public void end(TestContext test) {
    if (strace != null) {
      strace.destroyForcibly();
    }
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  private Program lock(String... arguments) {
    List<String> all = new ArrayList<>(List.of("config", "lock", "--service", service));
    all.addAll(List.of(arguments));
    return Program.start(all.toArray(String[]::new));
  }

  /** Has the server killed when it begins a system call on a file beside its database. */
  private void killAt(String call, String file, int count) throws IOException {
    strace =
        new ProcessBuilder(
                "strace",
                "-f",
                "-o",
                "/dev/null",
                "-P",
                database() + file,
                "-e",
                "trace=" + call,
                "-e",
                "inject=" + call + ":signal=KILL:when=" + count,
                "-p",
                Long.toString(server.pid()))
            .redirectErrorStream(true)
            .start();
    BufferedReader said = strace.inputReader();
    String line = said.readLine();
    while (line != null && !line.contains("attached")) {
      line = said.readLine();
    }
    assertNotNull("strace", line);
  }

  private void assertHeldAfterRestart(Program locking) {
    locking.awaitErrorLine("/priv/lock/x cannot be taken yet, which is tried again: ");
    server.awaitEnd(Program.PATIENCE);
    start();
    Program.Result result = locking.awaitEnd(Program.PATIENCE);
    String errors = String.join("\n", result.errors());
    assertEquals(errors, 0, result.status());
    assertEquals("run\n", result.text());
    assertThat(errors, containsString("/priv/lock/x is held now"));
    assertThat(errors, not(containsString(MAY_BE_LEFT)));
    assertEquals("", config.done("ls", "priv/lock"));
  }

  @Test
  public void aServerThatIsNotThereIsWaitedFor() {
    server.kill();
    try (Program locking = lock("--wait", "3000", "x", "--", "echo", "run")) {
      assertHeldAfterRestart(locking);
    }
  }

  @Test
  @Needs(Requirement.TRACING)
  public void aLockThatTheServerHadNotMadeIsMadeByTheNext() throws IOException {
    killAt("pwrite64", "-wal", 1);
    try (Program locking = lock("--wait", "3000", "x", "--", "echo", "run")) {
      assertHeldAfterRestart(locking);
    }
  }

  /** Before it has answered, or before it was asked: its own threads make such calls, too. */
  private static void assertLost(TreeLock lock) throws RefusedException {
    try {
      lock.take();
      fail("the server has not been lost");
    } catch (IOException | CommandFailedException e) {
      // as it is to be
    }
  }

  /** It is killed at one call after the other, until the lock is on the disk. */
  @Test
  @Needs(Requirement.TRACING)
  public void aLockOfWhichNoAnswerHasComeMayBeLeftWhichIsTold() throws Exception {
    TreeLock lock;
    int call = 1;
    do {
      killAt("fcntl", "-shm", call++); // by which SQLite locks
      lock = new TreeLock(vertx, service, "x", Clock.systemUTC());
      assertLost(lock);
      server.awaitEnd(Program.PATIENCE);
      start();
    } while (lock.take() && lock.release());
    List<String> notes = new ArrayList<>();
    var command = new LockedCommand(lock, List.of("false"), notes::add);
    var failure = assertThrows(CommandFailedException.class, () -> command.run(Duration.ZERO));
    assertEquals(ExitStatus.HELD, failure.status());
    assertEquals(
        List.of(
            MAY_BE_LEFT
                + ": whether it was made is not known; if so, it expires in 120 s, or 120 s after the"
                + " next start of the server"),
        notes);
    assertEquals("x/\n", config.done("ls", "priv/lock"));
  }
}
