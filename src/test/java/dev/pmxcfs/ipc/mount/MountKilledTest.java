package dev.pmxcfs.ipc.mount;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.state.RecordedDatabase;
import dev.qbipc.fuse.real.Namespace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
 * removal has answered is there, and nothing is torn (item 410; mount, section 4).
 */
public class MountKilledTest extends MountedServerTest {

  private static final int STEPS = 200;
  private static final int ENDS = 6;
  private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final StepFiles files = new StepFiles(random);
  private Program server;
  private Process program;
  private Writer input;
  private BufferedReader output;

  private void startProgram() throws Exception {
    Path steps = Path.of(MountKilledTest.class.getResource("/mount/steps.pl").toURI());
    program = namespace.start("cd " + mount + "/d && exec perl " + steps + " 2>&1");
    input = program.outputWriter();
    output = program.inputReader();
  }

  private void endProgram() throws IOException {
    input.close();
    Namespace.Result end = Namespace.result(program);
    assertEquals("seed " + seed, new Namespace.Result(0, ""), end);
  }

  private String ask(String line) throws IOException {
    input.write(line + "\n");
    input.flush();
    return output.readLine();
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
    endProgram();
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
    assertEquals("seed " + seed, "ok", ask(files.begin()));
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
    String answer = ask(files.begin());
    while (answer.equals("ok")) {
      files.end();
      answer = ask(files.begin());
    }
    assertTrue("seed " + seed + ": " + answer, answer.matches("ENOTCONN|ECONNABORTED"));
    ended.get(Program.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    server.awaitEnd(Program.PATIENCE);
    endProgram();
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
      files.found(about, path, read(path));
    }
    for (String name : ask("list").split(" ")) {
      if (name.contains(".tmp.")) {
        files.foundTemporary(about, name, read(name).orElseThrow());
        assertEquals("ok", ask("remove " + name));
      } else {
        assertTrue(about + ", " + name, name.isEmpty() || files.paths().contains(name));
      }
    }
    endProgram();
  }

  private Optional<String> read(String path) throws IOException {
    String answer = ask("read " + path);
    if (answer.equals("absent")) {
      return Optional.empty();
    }
    assertTrue(answer, answer.startsWith("= "));
    return Optional.of(answer.substring(2));
  }
}
