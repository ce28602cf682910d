package dev.pmxcfs.ipc.cli.call;

import static dev.qbipc.AsyncAssertions.await;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.ExpectedStatus;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** The command {@code call} against the program's own services. */
@RunWith(VertxUnitRunner.class)
public class CallTest {

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();
  @ClassRule public static final Programs PROGRAMS = new Programs();

  private static final String PMXCFS = Program.newService();
  private static final String ECHO = Program.newService();

  @BeforeClass
  public static void start() {
    String database = FOLDER.getRoot().toPath().resolve("config.db").toString();
    PROGRAMS.startService(
        PMXCFS, "serve", "--service", PMXCFS, "--db", database, "--node", "testnode");
    PROGRAMS.startService(ECHO, "echo", "--service", ECHO);
  }

  @Test
  public void theAnswerIsPrintedAsItCame() {
    for (String operation : List.of("GET_CLUSTER_INFO", "get-cluster-info", "2")) {
      Program.Result result = Program.run("call", "--service", PMXCFS, operation);
      assertEquals(0, result.status());
      assertEquals("{\n\"nodename\": \"testnode\",\n\"version\": 0\n}\n", result.text());
      assertEquals(List.of(), result.errors());
    }
  }

  @Test
  public void anErrorIsItsWordsItsNameAndAStatus() {
    fails(
        "operation GET_CONFIG of @" + PMXCFS + ": no such file or no such key (ENOENT)",
        "call",
        "--service",
        PMXCFS,
        "GET_CONFIG",
        "storage.cfg");
    fails("invalid argument (EINVAL)", "call", "--service", PMXCFS, "1", "--text", "more");
    fails("no module serves it (ECHRNG)", "call", "--service", PMXCFS, "99");
    fails("no module serves it (ECHRNG)", "call", "--service", PMXCFS, "--", "-4");
  }

  @Test
  public void aServiceThatIsNotThereIsNamed() {
    String none = Program.newService();
    fails("no service " + none + " is running here", "call", "--service", none, "1");
  }

  @Test
  public void anOperationThatNoModuleHereHasIsAskedForAtTheServer() {
    Program.Result none = Program.run("call", "--service", PMXCFS, "SING");
    assertEquals(2, none.status());
    assertThat(none.errors().get(0), containsString("no operation SING at @" + PMXCFS));
    Program.Result unasked = Program.run("call", "--service", ECHO, "SING");
    assertEquals(2, unasked.status());
    assertThat(unasked.errors().get(0), containsString("give its number, or --modules"));
  }

  /** A second, where the default is a minute: the request's arrival begins it. */
  @Test
  public void anAnswerIsWaitedForAsLongAsSaid(TestContext test) {
    var arrival = new AtomicLong();
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    try {
      String silent = Program.newService();
      QbServer server = QbServer.create(vertx, new QbServerOptions().setService(silent));
      await(
          test,
          server
              .operation(99, request -> arrival.set(System.nanoTime()))
              .compose(deployed -> server.listen()));
      fails("(ETIMEDOUT)", "call", "--service", silent, "--timeout", "1", "99");
      long waited = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - arrival.get());
      assertTrue(waited + " s", waited < 45);
    } finally {
      await(test, vertx.close());
    }
  }

  @Test
  public void soIsAServerThatDoesNotRunOn() {
    String stopped = Program.newService();
    Program server = PROGRAMS.startService(stopped, "echo", "--service", stopped);
    server.pause();
    try {
      fails("(ETIMEDOUT)", "call", "--service", stopped, "--timeout", "1", "99");
    } finally {
      server.resume();
    }
  }

  @Test
  public void argumentsAreEncodedAsTheOperationSays() {
    Program.Result result = Program.run("call", "--service", ECHO, "GET_CONFIG", "storage.cfg");
    assertEquals("storage.cfg\0", result.text());
  }

  @Test
  public void aPayloadIsSentAsItIs() {
    byte[] bytes = HexFormat.of().parseHex("00ff0a");
    Program.Result hex = Program.run("call", "--service", ECHO, "42", "--hex", "00ff0a");
    assertArrayEquals(bytes, hex.output());
    Program.Result text = Program.run("call", "--service", ECHO, "42", "--text", "two words");
    assertEquals("two words", text.text());
    Program.Result nothing = Program.run("call", "--service", ECHO, "42");
    assertEquals(0, nothing.status());
    assertEquals("", nothing.text());
  }

  private static void fails(String what, String... arguments) {
    Program.Result result = Program.run(arguments);
    String errors = String.join("\n", result.errors());
    assertEquals(errors, ExpectedStatus.of(result), result.status());
    assertEquals(errors, 1, result.errors().size());
    assertThat(errors, containsString(what));
    assertEquals("", result.text());
  }
}
