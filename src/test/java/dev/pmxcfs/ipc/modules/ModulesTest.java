package dev.pmxcfs.ipc.modules;

import static dev.qbipc.AsyncAssertions.onThread;
import static org.hamcrest.CoreMatchers.anyOf;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.is;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.admin.RunningService;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.harness.ExpectedStatus;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.harness.ServedDirectory;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** The command {@code modules}: what it changes, what it refuses, and what clients see of it. */
@RunWith(VertxUnitRunner.class)
public class ModulesTest {

  private static final int REFUSED = 4;

  private static final int GET_CLUSTER_INFO = 2;
  private static final int SET_STATUS = 4;
  private static final int GET_STATUS = 5;
  private static final int LOG_CLUSTER_MSG = 7;
  private static final int GET_CLUSTER_LOG = 8;
  private static final int ANSWER = 100;

  private static final byte[] NOTHING = {};
  private static final int KEY = 256;
  private static final int STORM = 60;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private ServedDirectory served;
  private Program program;
  private LibqbClient client;

  @Before
  public void serve() {
    served = new ServedDirectory(folder.getRoot().toPath());
    program = programs.startService(served.service(), served.serve());
    client = LibqbClient.connect(served.service());
  }

  @After
  public void disconnect() {
    client.close();
  }

  private String answer() {
    LibqbMessage answer = client.call(ANSWER, NOTHING);
    assertEquals(0, answer.error());
    return text(answer);
  }

  private int errorOf(int id) {
    return client.call(id, NOTHING).error();
  }

  private static String text(LibqbMessage answer) {
    return new String(answer.payload(), StandardCharsets.UTF_8);
  }

  private void does(String says, String... arguments) {
    Program.Result result = served.command(arguments);
    assertEquals(result.errors().toString(), 0, result.status());
    assertEquals(says + "\n", result.text());
  }

  private void swap(TestJar jar, String version) {
    does("answers " + version + " serves", "swap", served.write("new.jar", jar).toString());
  }

  private void refuses(String reason, String... arguments) {
    Program.Result result = served.command(arguments);
    assertEquals(REFUSED, result.status());
    assertEquals(result.errors().toString(), 1, result.errors().size());
    assertThat(result.errors().get(0), containsString(reason));
    assertEquals("", result.text());
  }

  private void refusesToSwap(String reason, TestJar jar) {
    Path file = served.write("refused.jar", jar);
    refuses("pmxcfs-ipc: " + file + ": " + reason, "swap", file.toString());
  }

  @Test
  public void listShowsTheProgramsModules() {
    List<String> lines = served.command("list").text().lines().toList();
    assertEquals(lines.toString(), 5, lines.size());
    assertThat(lines.get(0), containsString("MODULE"));
    assertThat(lines.get(1), containsString("operations-cluster  "));
    assertThat(lines.get(1), containsString(" 1,2,3 "));
    assertThat(lines.get(2), containsString(" 6,11,12,13 "));
    assertThat(lines.get(4), containsString(served.modules().toString()));
  }

  @Test
  public void aNewModuleIsAddedSwappedRolledBackAndUnloadedOnOneConnection() {
    assertEquals(-Errno.ECHRNG, errorOf(ANSWER));
    swap(TestJar.of("Answers", "1"), "1");
    assertEquals("1", answer());
    swap(TestJar.of("Answers", "2"), "2");
    assertEquals("2", answer());
    assertThat(served.command("list").text(), containsString("answers             2 "));
    does("answers 1 serves", "rollback", "answers");
    assertEquals("1", answer());
    does("answers 2 serves", "rollback", "answers");
    assertEquals("2", answer());
    does("answers is unloaded", "unload", "answers");
    assertEquals(-Errno.ECHRNG, errorOf(ANSWER));
    assertThat(served.command("list").text(), containsString("unloaded"));
    does("answers 2 serves", "rollback", "answers");
    assertEquals("2", answer());
  }

  /** The modules that the command finds on its own side know nothing of it. */
  @Test
  public void anOperationThatWasSwappedInIsCalledByItsNameAndArguments() {
    var argument = new JsonObject().put("argument", "WHOM").put("type", "text");
    swap(
        TestJar.of("Answers", "1").describeOperation("request", new JsonArray().add(argument)),
        "1");
    assertEquals("1", call("answer", "you"));
    assertEquals("1", call("100", "you"));
    Program.Result bare = InProcess.run("call", "--service", served.service(), "answer");
    assertEquals(2, bare.status());
    assertThat(bare.errors().get(0), containsString("ANSWER takes the arguments WHOM"));
    does("answers is unloaded", "unload", "answers");
    Program.Result gone = InProcess.run("call", "--service", served.service(), "answer");
    assertThat(gone.errors().get(0), containsString("there is no operation answer"));
  }

  private String call(String... arguments) {
    List<String> all = new ArrayList<>(List.of("call", "--service", served.service()));
    all.addAll(List.of(arguments));
    Program.Result result = InProcess.run(all.toArray(String[]::new));
    assertEquals(result.errors().toString(), 0, result.status());
    return result.text();
  }

  @Test
  public void operationsThatAVersionNoLongerHasAnswerEchrng() {
    refuses("there is no such module in service", "unload", "answers");
    does("operations-log is unloaded", "unload", "operations-log");
    assertEquals(-Errno.ECHRNG, errorOf(GET_CLUSTER_LOG));
    assertEquals(0, errorOf(GET_CLUSTER_INFO));
    refuses("there is no such module in service", "unload", "operations-log");
    refuses("no version of it served before", "rollback", "operations-config");
    refuses("no version of it served before", "rollback", "nothing");
  }

  @Test
  public void whateverIsWrongWithAJarTheOldVersionServesOn() throws IOException {
    swap(TestJar.of("Answers", "1"), "1");
    refusesToSwap("has no descriptor", TestJar.of("Answers", "2").undescribed());
    refusesToSwap("needs API 1.1", TestJar.of("Answers", "2").describe("api", "1.1"));
    refusesToSwap(
        "names no module",
        TestJar.of("Answers", "2").without("META-INF/services/dev.qbipc.server.OperationModule"));
    refusesToSwap(
        "cannot be deployed: java.lang.IllegalStateException: no table to sit at",
        TestJar.of("FailsInStart", "2"));
    Path truncated = served.write("truncated.jar", TestJar.of("Answers", "2"));
    byte[] whole = Files.readAllBytes(truncated);
    Files.write(truncated, Arrays.copyOf(whole, whole.length / 2));
    refuses(truncated + ": cannot be read as a jar", "swap", truncated.toString());
    refuses("cannot be read as a jar: does not exist", "swap", "/nowhere/at.jar");
    refuses("cannot be read as a jar: it is not a regular file", "swap", "/dev/zero");
    assertEquals("1", answer());
    // nothing of the refused ones is what a roll-back goes to
    refuses("no version of it served before", "rollback", "answers");
    assertTrue(client.isConnected());
  }

  /** Nor does any later swap, which has its turn when this one is over. */
  @Test
  public void aPipeIsNotWaitedFor() throws Exception {
    Path pipe = folder.getRoot().toPath().resolve("pipe.jar");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    refuses(pipe + ": cannot be read as a jar: it is not a regular file", "swap", pipe.toString());
    swap(TestJar.of("Answers", "1"), "1");
  }

  @Test
  public void anOperationOfAnotherModuleIsNotTakenOver() {
    JsonObject taken = new JsonObject().put("2", new JsonObject().put("name", "MINE"));
    refusesToSwap(
        "operation 2 belongs to operations-cluster",
        TestJar.of("AnswersTwo", "1").describe("operations", taken));
    assertEquals(0, errorOf(GET_CLUSTER_INFO));
    assertFalse(served.command("list").text().contains("answers"));
  }

  @Test
  public void aVersionThatFailsToStopIsGoneAllTheSame() {
    swap(TestJar.of("FailsInStop", "1"), "1");
    assertEquals("1, to stay", answer());
    swap(TestJar.of("Answers", "2"), "2");
    assertEquals("2", answer());
    program.awaitErrorLine("an operation of answers 1 failed to stop");
  }

  @Test
  public void aRequestThatTheOldVersionHasIsAnsweredByIt(TestContext test) throws Exception {
    swap(TestJar.of("AnswersLate", "1").describeOperation("threading", "event-loop"), "1");
    Path go = folder.getRoot().toPath().resolve("go");
    client.send(ANSWER, go.toString().getBytes(StandardCharsets.UTF_8));
    awaitInFlight(1);
    Path jar = served.write("new.jar", TestJar.of("Answers", "2"));
    Async swap = onThread(test, () -> assertEquals("answers", swapped(jar)));
    try (var other = LibqbClient.connect(served.service())) {
      byte[] there = folder.getRoot().toString().getBytes(StandardCharsets.UTF_8);
      while (!"2".equals(text(other.call(ANSWER, there)))) {
        assertFalse("the swap ended before the old version did", swap.isCompleted());
      }
      // other modules are swapped while that one waits
      Path cluster = ServedDirectory.programsModules().get(0);
      assertEquals("operations-cluster", swapped(cluster));
      assertFalse(swap.isCompleted());
      Files.createFile(go);
      assertEquals("1, late", text(client.receive((int) Program.PATIENCE.toMillis())));
      swap.awaitSuccess(Program.PATIENCE.toMillis());
    }
    assertEquals("2", answer());
  }

  @Test
  public void anOperationThatMissesItsDescriptorsDeadlineAnswersEtimedout() {
    var late =
        TestJar.of("AnswersLate", "1")
            .describeOperation("threading", "event-loop")
            .describeOperation("deadlineMillis", 100);
    swap(late, "1");
    byte[] never = "/nowhere".getBytes(StandardCharsets.UTF_8);
    assertEquals(-Errno.ETIMEDOUT, client.call(ANSWER, never).error());
    assertEquals(0, errorOf(GET_CLUSTER_INFO));
    // and holds up no swap
    swap(TestJar.of("Answers", "2"), "2");
    assertEquals("2", answer());
  }

  private String swapped(Path jar) {
    return onService(running -> running.swap(jar).name());
  }

  private void awaitInFlight(int requests) {
    long deadline = System.nanoTime() + Program.PATIENCE.toNanos();
    while (onService(running -> inFlight(running)) < requests) {
      assertTrue("no request arrived", System.nanoTime() < deadline);
    }
  }

  private static int inFlight(RunningService running) throws Exception {
    return running.report().operations().stream()
        .filter(operation -> operation.id() == ANSWER)
        .findFirst()
        .orElseThrow()
        .inFlight();
  }

  @FunctionalInterface
  private interface Question<T> {
    T ask(RunningService running) throws Exception;
  }

  private <T> T onService(Question<T> question) {
    Vertx vertx = EpollVertx.start(1);
    try (var running = RunningService.connect(vertx, served.service())) {
      return question.ask(running);
    } catch (Exception e) {
      throw new AssertionError(e);
    } finally {
      vertx.close().await();
    }
  }

  @Test
  public void twoSwapsAtOnceAreMadeOneAfterTheOther(TestContext test) throws Exception {
    Path first = served.write("first.jar", TestJar.of("Answers", "first"));
    Path second = served.write("second.jar", TestJar.of("Answers", "second"));
    List<Async> swaps =
        Stream.of(first, second)
            .map(jar -> onThread(test, () -> assertEquals("answers", swapped(jar))))
            .toList();
    swaps.forEach(swap -> swap.awaitSuccess(Program.PATIENCE.toMillis()));
    String last = answer();
    String before = last.equals("first") ? "second" : "first";
    does("answers " + before + " serves", "rollback", "answers");
    assertEquals(before, answer());
  }

  /** Swaps from several sides at once, some of them of jars that are no good. */
  @Test
  public void aStormOfSwapsLeavesTheLastGoodVersionServing(TestContext test) {
    Path one = served.write("one.jar", TestJar.of("Answers", "one"));
    Path two = served.write("two.jar", TestJar.of("Answers", "two"));
    Path fails = served.write("fails.jar", TestJar.of("FailsInStart", "bad"));
    swapped(one);
    List<Async> storm =
        Stream.of(one, fails, two)
            .map(jar -> onThread(test, () -> swapAgainAndAgain(jar)))
            .toList();
    int answers = 0;
    while (!storm.stream().allMatch(Async::isCompleted)) {
      assertThat(answer(), anyOf(is("one"), is("two")));
      answers++;
    }
    storm.forEach(Async::awaitSuccess);
    assertTrue(answers + " answers", answers > 0);
    assertThat(served.command("list").text(), containsString(" " + answer() + " "));
  }

  /** What fails beside it neither serves nor brings back what was before. */
  @Test
  public void eachSwapThatSucceedsServesHoweverManyFailBesideIt(TestContext test) {
    List<Path> jars =
        List.of(
            served.write("one.jar", TestJar.of("Answers", "one")),
            served.write("two.jar", TestJar.of("Answers", "two")));
    Path fails = served.write("fails.jar", TestJar.of("FailsInStart", "bad"));
    swapped(jars.get(0));
    Async storm = onThread(test, () -> swapAgainAndAgain(fails));
    onService(
        running -> {
          for (int i = 0; i < STORM; i++) {
            running.swap(jars.get(i % 2));
            assertEquals("swap " + i, i % 2 == 0 ? "one" : "two", answer());
          }
          return null;
        });
    storm.awaitSuccess();
    assertEquals("two", answer());
  }

  private void swapAgainAndAgain(Path jar) {
    boolean good = !jar.getFileName().toString().equals("fails.jar");
    onService(
        running -> {
          for (int i = 0; i < STORM; i++) {
            boolean swapped;
            try {
              running.swap(jar);
              swapped = true;
            } catch (RefusedException e) {
              swapped = false;
            }
            assertEquals(good, swapped);
          }
          return null;
        });
  }

  @Test
  public void aSwapResetsNoState() {
    byte[] status = Arrays.copyOf("kept".getBytes(StandardCharsets.UTF_8), KEY + 5);
    System.arraycopy("value".getBytes(StandardCharsets.UTF_8), 0, status, KEY, 5);
    assertEquals(0, client.call(SET_STATUS, status).error());
    byte[] message = "\6\2\2u\0t\0a message to keep\0".getBytes(StandardCharsets.US_ASCII);
    assertEquals(0, client.call(LOG_CLUSTER_MSG, message).error());
    for (Path jar : ServedDirectory.programsModules()) {
      assertEquals(0, served.command("swap", jar.toString()).status());
    }
    assertEquals(
        "value",
        text(client.call(GET_STATUS, Arrays.copyOf(Arrays.copyOf(status, KEY), 2 * KEY))).strip());
    assertThat(
        text(client.call(GET_CLUSTER_LOG, new byte[17])), containsString("a message to keep"));
  }

  @Test
  public void aServerThatDoesNotRunIsNamed() {
    Program.Result result = InProcess.run("modules", "list", "--service", Program.newService());
    assertEquals(ExpectedStatus.of(result), result.status());
    assertThat(result.errors().get(0), containsString("no server pmxcfs-ipc-"));
    assertThat(result.errors().get(0), containsString("start it with: pmxcfs-ipc serve --service"));
  }
}
