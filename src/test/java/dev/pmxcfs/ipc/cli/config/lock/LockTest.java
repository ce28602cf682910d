package dev.pmxcfs.ipc.cli.config.lock;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.harness.ConfigCommands;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.libqb.CProgram;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

/** The command {@code config lock}, with a server whose clock is set. */
@RunWith(VertxUnitRunner.class)
public class LockTest {

  private static final int NOT_UNDERSTOOD = 2;
  private static final int NOT_RUNNING = 3;
  private static final int NOT_FOUND = 5;
  private static final int HELD = 7;
  private static final int TERMINATED = 128 + 15;

  private static final String LIBRARY = "clock-step";

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private final Vertx vertx = EpollVertx.start(1);
  private final ConfigCommands config = ConfigCommands.onService(service);
  private Program server;

  @Before
  public void serve() throws IOException {
    setClock(Duration.ZERO);
    start();
  }

  private void start() {
    Path library = CProgram.library(LIBRARY);
    var stepped =
        List.of(
            "env",
            "LD_PRELOAD=" + library.getFileName(),
            "LD_LIBRARY_PATH=" + library.getParent(),
            "CLOCK_STEP_FILE=" + path("step"));
    server =
        programs.startService(
            stepped, service, "serve", "--service", service, "--db", path("config.db") + "");
  }

  @After
  public void closeVertx(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  /** In place, since the server has the file mapped. */
  private void setClock(Duration offset) throws IOException {
    var seconds = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    seconds.putLong(0, offset.toSeconds());
    try (var file =
        FileChannel.open(path("step"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(seconds, 0);
    }
  }

  private Path path(String name) {
    return folder.getRoot().toPath().resolve(name);
  }

  private TreeLock lock(Duration offset) {
    return new TreeLock(vertx, service, "x", Clock.offset(Clock.systemUTC(), offset));
  }

  private Program lock(String... arguments) {
    List<String> all = new ArrayList<>(List.of("config", "lock", "--service", service));
    all.addAll(List.of(arguments));
    return Program.start(all.toArray(String[]::new));
  }

  private Program.Result locked(String... arguments) {
    try (Program program = lock(arguments)) {
      return program.awaitEnd(Program.PATIENCE);
    }
  }

  @Test
  public void theStatusIsThatOfTheCommandAndTheLockIsGivenBack() {
    Program.Result result = locked("x", "--", "sh", "-c", "echo held; exit 42");
    assertEquals(result.errors().toString(), 42, result.status());
    assertEquals("held\n", result.text());
    assertEquals("", config.done("ls", "priv/lock"));
    assertEquals(TERMINATED, locked("x", "--", "sh", "-c", "kill $$").status());
    assertEquals("", config.done("ls", "priv/lock"));
    result = locked("x", "--", path("none").toString());
    assertEquals(NOT_FOUND, result.status());
    assertThat(result.errors().toString(), containsString("none: cannot be run"));
    assertEquals("", config.done("ls", "priv/lock"));
  }

  @Test
  public void oneAtATimeHoldsIt() throws IOException {
    String fifo = fifo("go");
    try (Program holder = lock("x", "--", "cat", fifo)) {
      awaitHeld();
      Program.Result other = locked("--wait", "0", "x", "--", "true");
      assertEquals(HELD, other.status());
      assertThat(other.errors().toString(), containsString("/priv/lock/x is held"));
      assertEquals("another lock", 0, locked("y", "--", "true").status());
      try (Program waiter = lock("--wait", "3000", "x", "--", "echo", "mine")) {
        Files.writeString(Path.of(fifo), "");
        assertEquals("mine", waiter.readLine());
        assertEquals(0, waiter.awaitEnd(Program.PATIENCE).status());
      }
      assertEquals(0, holder.awaitEnd(Program.PATIENCE).status());
    }
    assertEquals("", config.done("ls", "priv/lock"));
  }

  private void awaitHeld() {
    Eventually.assertBecomes(
        "the lock is held", true, () -> config.run("ls", "priv/lock").text().equals("x/\n"));
  }

  private String fifo(String name) throws IOException {
    String fifo = path(name).toString();
    try {
      assertEquals(0, new ProcessBuilder("mkfifo", fifo).start().waitFor());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return fifo;
  }

  @Test
  public void whoIsToldToEndEndsTheCommandAndGivesTheLockBack() throws IOException {
    try (Program holder = lock("x", "--", "cat", fifo("go"))) {
      awaitHeld();
      holder.terminate();
      assertEquals(TERMINATED, holder.awaitEnd(Program.PATIENCE).status());
    }
    assertEquals("", config.done("ls", "priv/lock"));
  }

  @Test
  public void theLockOfAKilledHolderIsTakenOverAfter120Seconds() throws IOException {
    String fifo = fifo("go");
    // once it says so there is somebody who reads the pipe, which is written to at the end
    try (Program holder = lock("x", "--", "sh", "-c", "echo begun; exec cat " + fifo)) {
      assertEquals("begun", holder.readLine());
      holder.kill();
    }
    setClock(Duration.ofSeconds(100));
    assertEquals(HELD, locked("--wait", "0", "x", "--", "true").status());
    setClock(Duration.ofSeconds(300));
    assertEquals(0, locked("--wait", "0", "x", "--", "true").status());
    Files.writeString(Path.of(fifo), "");
  }

  @Test
  public void aRenewedLockIsNotTakenOver() throws Exception {
    TreeLock held = lock(Duration.ZERO);
    assertTrue(held.take());
    setClock(Duration.ofSeconds(100));
    assertFalse("100 s after it was made", lock(Duration.ZERO).take());
    TreeLock other = lock(Duration.ZERO);
    assertTrue(held.renew());
    setClock(Duration.ofSeconds(200));
    assertFalse("100 s after the renewal", other.take());
    setClock(Duration.ofSeconds(400));
    assertTrue(other.take());
    assertFalse("it is another's", held.renew());
    assertFalse(held.release());
    assertTrue(other.release());
  }

  @Test
  public void aRestartOfTheServerDoesNotLoseTheLock() throws Exception {
    TreeLock held = lock(Duration.ZERO);
    assertTrue(held.take());
    server.terminate();
    server.awaitEnd(Program.PATIENCE);
    start();
    assertTrue(held.renew());
    assertTrue(held.release());
  }

  @Test
  public void whatCannotBeALockIsNotUnderstood() {
    for (String name : List.of("", "a/b", ".", "..")) {
      assertEquals(name, NOT_UNDERSTOOD, locked(name, "--", "true").status());
    }
    assertEquals(NOT_UNDERSTOOD, locked("x").status());
    server.terminate();
    server.awaitEnd(Program.PATIENCE);
    assertEquals(NOT_RUNNING, locked("--wait", "0", "x", "--", "true").status());
  }
}
