package dev.qbipc.conformance;

import static dev.qbipc.AsyncAssertions.await;
import static dev.qbipc.AsyncAssertions.onThread;
import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.process.ThreadPriority;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.ReaderOptions;
import dev.qbipc.server.Request;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** Readers go before their clients on the same core, and no other thread does. */
@RunWith(VertxUnitRunner.class)
public class ReaderPriorityTest {

  private static final String SERVICE = "qb-priority-" + ProcessHandle.current().pid();

  /** The program's own nice value: a build may run under {@code nice}. */
  private static final int ORDINARY = nice();

  private static final int MAX_NICE = 19;
  private static final int MIN_NICE = -20;
  private static final int BEHIND = 5;
  private static final int AHEAD = -10;
  private static final int LOOK = ECHO + 1000;
  private static final int BURST = 2000;

  /** Behind the program's name in {@code /proc/thread-self/stat}, which ends with a bracket. */
  private static final int NICE_FIELD = 17;

  private static final int CAP_SYS_NICE = 23;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private Vertx vertx;
  private final AtomicInteger ofReader = new AtomicInteger(Integer.MIN_VALUE);
  private final AtomicInteger ofStarted = new AtomicInteger(Integer.MIN_VALUE);

  @Before
  public void startVertx() {
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  }

  @After
  public void closeVertx(TestContext test) {
    await(test, vertx.close());
  }

  /** Serves an echo, and an operation that looks at its reader and at a thread that this starts. */
  private void serve(TestContext test, QbServerOptions options) {
    var server = QbServer.create(vertx, options.setService(SERVICE));
    await(
        test,
        server
            .operation(ECHO, request -> request.reply(request.array(), 0, request.length()))
            .compose(done -> server.operation(LOOK, this::look))
            .compose(done -> server.listen()));
  }

  private void look(Request request) {
    ofReader.set(nice());
    var started = new Thread(() -> ofStarted.set(nice()));
    started.start();
    join(started);
    request.reply(request.array(), 0, 0);
  }

  /** The reader's nice value after some calls without a silence between them. */
  private int looked(LibqbClient client, int calls) {
    for (int i = 0; i < calls; i++) {
      client.call(ECHO, i);
    }
    client.call(LOOK, 0);
    return ofReader.get();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static int nice() {
    String stat = read("/proc/thread-self/stat");
    return Integer.parseInt(stat.substring(stat.lastIndexOf(')')).split(" ")[NICE_FIELD]);
  }

  /** Whether this process may prefer its threads. */
  private static boolean mayPrefer() {
    String capabilities =
        read("/proc/self/status")
            .lines()
            .filter(line -> line.startsWith("CapEff:"))
            .findFirst()
            .orElseThrow();
    return (Long.parseLong(capabilities.split("\\s+")[1], 16) >> CAP_SYS_NICE & 1) == 1;
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the kernel makes of a nice value: one beyond its ends is the end. */
  private static int within(int nice) {
    return Math.max(MIN_NICE, Math.min(MAX_NICE, nice));
  }

  private void assertPreferredWhenBusy(TestContext test, int ordinary) {
    serve(test, new QbServerOptions().setReaderOptions(new ReaderOptions().setNice(AHEAD)));
    int preferred = within(ordinary + AHEAD);
    int busy = mayPrefer() ? preferred : ordinary;
    try (var client = LibqbClient.connect(SERVICE)) {
      Eventually.assertBecomes("when busy", busy, () -> looked(client, BURST));
      assertEquals("of what it starts", Math.max(0, busy), ofStarted.get());
      Eventually.assertBecomes("with little to do", ordinary, () -> looked(client, 0));
      Eventually.assertBecomes("when busy again", busy, () -> looked(client, BURST));
    }
  }

  /** Between two looks there is a silence. */
  @Test
  public void busyReadersGoBeforeTheirClientsIfTheyMay(TestContext test) {
    assertPreferredWhenBusy(test, ORDINARY);
  }

  /** As one that systemd starts with {@code Nice=}. */
  @Test
  public void readersOfANiceProgramGoBackToItsValue(TestContext test) {
    closeVertx(test);
    onThread(test, () -> assertReadersGoBackTo(test, within(ORDINARY + BEHIND))).awaitSuccess();
  }

  /** All threads that the calling one starts have its value. */
  private void assertReadersGoBackTo(TestContext test, int ordinary) {
    try {
      ThreadPriority.setNice(ordinary);
    } catch (SystemCallException e) {
      throw new AssertionError(e);
    }
    startVertx();
    assertPreferredWhenBusy(test, ordinary);
  }

  @Test
  public void readersGoBehindOthersWhenAsked(TestContext test) {
    serve(test, new QbServerOptions().setReaderOptions(new ReaderOptions().setNice(BEHIND)));
    try (var client = LibqbClient.connect(SERVICE)) {
      assertEquals(within(ORDINARY + BEHIND), looked(client, 0));
      assertEquals(within(ORDINARY + BEHIND), looked(client, BURST));
    }
    assertEquals(ORDINARY, nice());
  }

  @Test
  public void readersAreAsAllOthersUnlessAsked(TestContext test) {
    serve(test, new QbServerOptions());
    try (var client = LibqbClient.connect(SERVICE)) {
      assertEquals(ORDINARY, looked(client, BURST));
    }
  }
}
