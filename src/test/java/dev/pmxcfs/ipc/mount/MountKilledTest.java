package dev.pmxcfs.ipc.mount;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.state.RecordedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.Test;

/**
 * A program makes two hundred steps on files of the mount, while the server is killed with SIGKILL
 * or ended with SIGTERM at random points, and started again: what a close, a sync, a rename or a
 * removal has answered is there, and nothing is torn (items 410 and 454; mount, section 4).
 */
public class MountKilledTest extends MountedServerTest {

  private static final int STEPS = 200;
  private static final int ENDS = 6;
  private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final StepFiles files = new StepFiles(random);
  private Program server;
  private StepProgram program;

  private void startProgram() {
    program = StepProgram.start(namespace, mount.resolve("d"));
  }

  @Test
  public void item410_endedAtRandomPointsNothingAnsweredIsLost() throws Exception {
    System.out.println("MountKilledTest: seed " + seed);
    server = startMounted();
    output("mkdir d");
    for (int point : ends()) {
      stepUntilTheEndAfter(point);
      assertIntact();
      server = startMounted();
      assertAllThere();
    }
    startProgram();
    while (files.steps() < STEPS) {
      step();
    }
    program.end();
    assertAllThere();
  }

  /** How many steps are answered before each end of the server, at least. */
  private Iterable<Integer> ends() {
    TreeSet<Integer> points = new TreeSet<>();
    while (points.size() < ENDS) {
      points.add(1 + random.nextInt(STEPS - 2));
    }
    return points;
  }

  private void step() throws IOException {
    assertEquals("seed " + seed, "ok", program.ask(files.begin()));
    files.end();
  }

  private void stepUntilTheEndAfter(int point) throws Exception {
    startProgram();
    while (files.steps() < point) {
      step();
    }
    long wait = random.nextLong(MAX_WAIT_NANOS);
    Consumer<Program> end = random.nextInt(4) == 0 ? Program::terminate : Program::kill;
    CompletableFuture<Void> ended =
        CompletableFuture.runAsync(
            () -> {
              LockSupport.parkNanos(wait);
              end.accept(server);
            });
    String answer = program.ask(files.begin());
    while (answer.equals("ok")) {
      files.end();
      answer = program.ask(files.begin());
    }
    assertTrue("seed " + seed + ": " + answer, answer.matches("ENOTCONN|ECONNABORTED"));
    ended.get(Program.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    server.awaitEnd(Program.PATIENCE);
    program.end();
  }

  /** Looks at a copy, so that the server itself has to take in what the killed one left. */
  private void assertIntact() throws Exception {
    Path copy = folder.newFolder().toPath();
    for (String name : new String[] {"config.db", "config.db-wal"}) {
      Path left = database().resolveSibling(name);
      if (Files.exists(left)) {
        Files.copy(left, copy.resolve(name));
      }
    }
    assertEquals(
        "seed " + seed,
        "ok",
        RecordedDatabase.at(copy.resolve("config.db")).query("pragma integrity_check"));
  }

  private void assertAllThere() throws Exception {
    String about = "seed " + seed + ", after " + files.steps() + " steps";
    startProgram();
    for (String path : files.paths()) {
      files.found(about, path, program.read(path));
    }
    for (String name : program.names()) {
      if (name.contains(".tmp.")) {
        files.foundTemporary(about, name, program.read(name).orElseThrow());
        assertEquals("ok", program.ask("remove " + name));
      } else {
        assertTrue(about + ", " + name, files.paths().contains(name));
      }
    }
    program.end();
  }
}
