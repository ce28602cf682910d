package dev.pmxcfs.ipc.service;

import static dev.qbipc.AsyncAssertions.onThread;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.admin.ServedFiles;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.QbException;
import dev.qbipc.conformance.SharedMemory;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.libqb.Posix;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/**
 * A server that is killed under load, fifty times in a row, and started again at once. Each time a
 * client of libqb's comes back by itself and goes on.
 */
@RunWith(VertxUnitRunner.class)
public class RestartsTest {

  private static final int KILLS = 50;
  private static final int SIGKILL = 9;
  private static final int GET_CONFIG = 6;
  private static final int MAX_LIFE_MILLIS = 60;
  private static final int WAIT_FOR_ANSWER_MILLIS = 500;
  private static final String CONSTANT = "constant";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = Program.newService();
  private final Vertx vertx = EpollVertx.start(1);
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

  @After
  public void closeVertx(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  private Program serve() {
    Path database = folder.getRoot().toPath().resolve("config.db");
    return programs.startService(
        service, "serve", "--service", service, "--db", database.toString());
  }

  @Test
  public void fiftyKillsLoseNoAcknowledgedWriteAndLeaveNothing(TestContext test) throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    Program server = serve();
    putConstant();
    var reader = new ReconnectingReader();
    Async reading = onThread(test, reader::readUntilEnd);
    reader.firstAnswerOf(server);
    var writers = new ArrayList<Async>();
    var outages = new ArrayList<Long>();
    int swept = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      var files = ServedFiles.connect(vertx, service);
      String prefix = "kill" + kill + "-";
      writers.add(onThread(test, () -> putUntilKilled(files, prefix)));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(MAX_LIFE_MILLIS)));
      long killed = System.nanoTime();
      Posix.signal((int) server.pid(), SIGKILL);
      server.awaitEnd(Program.PATIENCE);
      swept += SharedMemory.directoriesOf((int) server.pid()).size();
      Program next = serve();
      assertEquals(List.of(), SharedMemory.directoriesOf((int) server.pid()));
      outages.add(reader.firstAnswerOf(next) - killed);
      assertAcknowledgedIsThere("seed " + seed + ", kill " + kill);
      server = next;
    }
    writers.forEach(Async::awaitSuccess);
    reader.ended = true;
    reading.awaitSuccess();
    assertTrue("there was something to sweep", swept > 0);
    outages.sort(null);
    System.out.printf(
        "%d restarts, %d directories swept; from SIGKILL to a reconnected client's first answer:"
            + " median %d ms, max %d ms%n",
        KILLS,
        swept,
        TimeUnit.NANOSECONDS.toMillis(outages.get(KILLS / 2)),
        TimeUnit.NANOSECONDS.toMillis(outages.get(KILLS - 1)));
  }

  /**
   * Puts files until the server is gone. The client of libqb's kind takes a while to notice that;
   * by then the next server has long begun.
   */
  private void putUntilKilled(ServedFiles files, String prefix) {
    try (files) {
      for (int i = 0; true; i++) {
        String name = prefix + i;
        files.put(bytes(name), bytes("contents of " + name));
        acknowledged.put(name, "contents of " + name);
      }
    } catch (IOException e) {
      // It was killed.
    } catch (RefusedException e) {
      throw new AssertionError(e);
    }
  }

  private void putConstant() throws Exception {
    try (var files = ServedFiles.connect(vertx, service)) {
      files.put(bytes(CONSTANT), bytes(CONSTANT));
      acknowledged.put(CONSTANT, CONSTANT);
    }
  }

  private void assertAcknowledgedIsThere(String about) {
    try (var client = LibqbClient.connect(service)) {
      acknowledged.forEach(
          (name, contents) -> {
            LibqbMessage answer = client.call(GET_CONFIG, bytes(name + "\0"));
            String found = new String(answer.payload(), StandardCharsets.UTF_8);
            assertEquals(about + ": " + name, contents, found);
          });
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The first answer on a connection. */
  private record FirstAnswer(long server, long nanos) {}

  /** A client that reads a file all the time, and connects again whenever its server has died. */
  private final class ReconnectingReader {

    private final BlockingQueue<FirstAnswer> firstAnswers = new LinkedBlockingQueue<>();
    private volatile boolean ended;

    void readUntilEnd() {
      while (!ended) {
        try (var client = LibqbClient.connect(service)) {
          read(client);
          firstAnswers.add(new FirstAnswer(client.server().pid(), System.nanoTime()));
          while (!ended) {
            read(client);
          }
        } catch (QbException e) {
          // Nobody is there, or nobody any more.
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
      }
    }

    private void read(LibqbClient client) {
      byte[] path = bytes(CONSTANT + "\0");
      LibqbMessage answer = client.sendReceive(GET_CONFIG, path, WAIT_FOR_ANSWER_MILLIS);
      assertArrayEquals(bytes(CONSTANT), answer.payload());
    }

    /** Waits for the first answer of a server. Returns when it came, as {@link System#nanoTime}. */
    long firstAnswerOf(Program server) throws InterruptedException {
      while (true) {
        FirstAnswer answer = firstAnswers.poll(Program.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertNotNull("nobody came back to server " + server.pid(), answer);
        if (answer.server() == server.pid()) {
          return answer.nanos();
        }
      }
    }
  }
}
