package dev.qbipc.conformance;

import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Test;

/** Readers go before their clients on the same core, and nobody else does. */
public class ReaderPriorityTest {

  private static final String SERVICE = "qb-priority-" + ProcessHandle.current().pid();

  private static final int ORDINARY = 0;

  /** Behind the program's name in {@code /proc/thread-self/stat}, which ends with a bracket. */
  private static final int NICE_FIELD = 17;

  private static final int CAP_SYS_NICE = 23;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final AtomicInteger ofReader = new AtomicInteger(Integer.MIN_VALUE);
  private final AtomicInteger ofStarted = new AtomicInteger(Integer.MIN_VALUE);

  @After
  public void closeVertx() {
    InProcessServer.await(vertx.close());
  }

  /** Serves an operation that looks at its reader and at a thread that this starts. */
  private void serve(QbServerOptions options) {
    var server = QbServer.create(vertx, options.setService(SERVICE));
    InProcessServer.await(
        server.operation(
            ECHO,
            request -> {
              ofReader.set(nice());
              var started = new Thread(() -> ofStarted.set(nice()));
              started.start();
              join(started);
              request.reply(request.array(), 0, request.length());
            }));
    InProcessServer.await(server.listen());
  }

  private void look(QbServerOptions options) {
    serve(options);
    try (var client = LibqbClient.connect(SERVICE)) {
      client.call(ECHO, 1);
    }
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

  @Test
  public void readersGoBeforeTheirClientsIfTheyMay() {
    look(new QbServerOptions());
    assertEquals(mayPrefer() ? QbServerOptions.DEFAULT_READER_NICE : ORDINARY, ofReader.get());
    assertEquals(ORDINARY, ofStarted.get());
  }

  /** Between two looks there is a silence. */
  @Test
  public void readersAreAsAllOthersWhileThereIsLittleToDo() {
    serve(new QbServerOptions());
    try (var client = LibqbClient.connect(SERVICE)) {
      Eventually.assertBecomes(
          "nice value after silences",
          ORDINARY,
          () -> {
            client.call(ECHO, 1);
            return ofReader.get();
          });
      int busy = mayPrefer() ? QbServerOptions.DEFAULT_READER_NICE : ORDINARY;
      Eventually.assertBecomes(
          "nice value without silences",
          busy,
          () -> {
            for (int i = 0; i < 100; i++) {
              client.call(ECHO, 1);
            }
            return ofReader.get();
          });
    }
  }

  @Test
  public void readersGoBehindOthersWhenAsked() {
    look(new QbServerOptions().setReaderNice(5));
    assertEquals(5, ofReader.get());
    assertEquals(ORDINARY, nice());
  }

  @Test
  public void readersAreAsAllOthersWhenAsked() {
    look(new QbServerOptions().setReaderNice(ORDINARY));
    assertEquals(ORDINARY, ofReader.get());
  }

  @Test
  public void valueThatTheKernelDoesNotKnowIsRefused() {
    for (int nice : new int[] {-21, 20}) {
      var options = new QbServerOptions();
      assertThrows(IllegalArgumentException.class, () -> options.setReaderNice(nice));
    }
  }
}
