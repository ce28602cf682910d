package dev.qbipc.conformance;

import static dev.qbipc.AsyncAssertions.await;
import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.server.OperationStats;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.ReaderOptions;
import dev.qbipc.server.Request;
import dev.qbipc.server.SharedMemory;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** What a server says of whether clients can use it. */
@RunWith(VertxUnitRunner.class)
public class ServerHealthTest {

  private static final int OWN_PID = (int) ProcessHandle.current().pid();
  private static final int BLOCKS = 7;
  private static final long PAGE = Processes.pageSize();
  private static final int MESSAGE_SIZE = 1024 * 1024;
  private static final Duration LONG = Patience.LIMIT;
  private static final int LOOKS = 100;
  private static final Duration SHORT = Duration.ofMillis(50);

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = "qb-health-test-" + OWN_PID;
  private final CountDownLatch blocked = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private Vertx vertx;
  private QbServer server;

  @Before
  public void createServer(TestContext test) {
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    server =
        QbServer.create(
            vertx,
            new QbServerOptions()
                .setService(service)
                .setReaderOptions(new ReaderOptions().setReaders(2)));
    server
        .operation(ECHO, request -> request.reply(request.array(), 0, request.length()))
        .compose(done -> server.operation(BLOCKS, this::block))
        .onComplete(test.asyncAssertSuccess());
  }

  private void block(Request request) {
    blocked.countDown();
    awaitRelease();
    request.fail(Errno.EIO);
  }

  private void listen(TestContext test) {
    await(test, server.listen());
  }

  private void awaitRelease() {
    try {
      assertTrue(released.await(LONG.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @After
  public void closeVertx(TestContext test) {
    released.countDown();
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  private List<String> silentReaders(TestContext test, Duration patience) {
    return await(test, server.silentReaders(patience));
  }

  @Test
  public void itListensFromListenToClose(TestContext test) {
    assertFalse(server.isListening());
    listen(test);
    assertTrue(server.isListening());
    server
        .close()
        .onComplete(test.asyncAssertSuccess(closed -> test.assertFalse(server.isListening())));
    assertFalse(server.isListening());
  }

  @Test
  public void idleReadersGiveASignOfLife(TestContext test) {
    listen(test);
    server
        .silentReaders(LONG)
        .onComplete(test.asyncAssertSuccess(silent -> test.assertEquals(List.of(), silent)));
  }

  @Test
  public void aReaderThatIsBusyWithOneRequestIsSilent(TestContext test) throws Exception {
    listen(test);
    try (var client = LibqbClient.connect(service)) {
      client.send(BLOCKS);
      blocked.await();
      // on a busy machine the other one may be late too
      Eventually.assertBecomes(
          "silent", List.of("qb-reader-" + service + "-0"), () -> silentReaders(test, SHORT));
      released.countDown();
      assertEquals(-Errno.EIO, client.receive((int) LONG.toMillis()).error());
    }
    assertEquals(List.of(), silentReaders(test, LONG));
  }

  /** Whoever watches over a service has to be answered just then. */
  @Test
  public void statisticsDoNotWaitForASilentReader(TestContext test) throws Exception {
    listen(test);
    try (var client = LibqbClient.connect(service)) {
      client.call(ECHO, LibqbMessage.ints(1));
      client.send(BLOCKS);
      blocked.await();
      Async answered = test.async();
      server
          .operationStats()
          .onComplete(
              test.asyncAssertSuccess(
                  all -> {
                    long before = of(all, ECHO).requests();
                    test.assertEquals(1L, before, "what it had counted before");
                    test.assertEquals(1, of(all, BLOCKS).inFlight());
                    answered.complete();
                  }));
      answered.awaitSuccess();
      released.countDown();
    }
  }

  private static OperationStats of(List<OperationStats> all, int id) {
    return all.stream().filter(one -> one.id() == id).findAny().orElseThrow();
  }

  /** They would have less time for their clients the more often somebody looks. */
  @Test
  public void statisticsLeaveReadersAsleep(TestContext test) throws Exception {
    listen(test);
    try (var client = LibqbClient.connect(service)) {
      client.call(ECHO, LibqbMessage.ints(1));
      // it has counted, and sleeps, when it has rested for this long
      Eventually.assertBecomes("rested", true, () -> rests(SHORT));
      long before = switches();
      for (int i = 0; i < LOOKS; i++) {
        await(test, server.operationStats());
      }
      assertTrue("woken", switches() - before < LOOKS);
    }
  }

  private boolean rests(Duration duration) {
    long before = switches();
    LockSupport.parkNanos(duration.toNanos());
    return switches() == before;
  }

  /** How often the readers have gone to sleep. */
  private long switches() {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      return tasks.filter(this::isReader).mapToLong(ServerHealthTest::switches).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isReader(Path task) {
    // the kernel keeps 15 characters
    return read(task, "comm").strip().equals(("qb-reader-" + service).substring(0, 15));
  }

  private static long switches(Path task) {
    return read(task, "status")
        .lines()
        .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
        .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
        .sum();
  }

  private static String read(Path task, String file) {
    try {
      return Files.readString(task.resolve(file));
    } catch (IOException ended) {
      return "";
    }
  }

  @Test
  public void ringsAreTriedWithoutATrace(TestContext test) {
    listen(test);
    await(test, server.tryRings(MESSAGE_SIZE));
    dev.qbipc.conformance.SharedMemory.assertNothingLeft(OWN_PID);
    assertEquals(0, server.stats().activeConnections());
    assertEquals(0, server.stats().closedConnections());
  }

  @Test
  public void aConnectionTakesTheBytesThatAreSaid(TestContext test) throws Exception {
    listen(test);
    for (int size : new int[] {1, 20_000, MESSAGE_SIZE}) {
      try (var client = LibqbClient.connect(service, size)) {
        List<Path> directories = dev.qbipc.conformance.SharedMemory.directoriesOf(OWN_PID);
        assertEquals(1, directories.size());
        assertEquals(
            size + " asked for",
            SharedMemory.bytesOf(client.bufferSize()),
            allocated(directories.get(0)));
      }
      dev.qbipc.conformance.SharedMemory.assertNothingLeft(OWN_PID);
    }
  }

  /** In whole pages. */
  private static long allocated(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(file -> (file.toFile().length() + PAGE - 1) / PAGE * PAGE).sum();
    }
  }

  @Test
  public void sharedMemoryHasRoomForWhatIsFree() {
    var memory = new SharedMemory(1 << 26, 1 << 25, Long.MAX_VALUE, Optional.empty());
    assertEquals((1 << 25) / SharedMemory.bytesOf(MESSAGE_SIZE), memory.roomFor(MESSAGE_SIZE));
    assertEquals(
        "six files and a directory each",
        2,
        new SharedMemory(1 << 26, 1 << 25, 20, Optional.empty()).roomFor(MESSAGE_SIZE));
    assertEquals(
        0, new SharedMemory(1 << 26, 1 << 25, 20, Optional.of("gone")).roomFor(MESSAGE_SIZE));
  }

  @Test
  public void sharedMemoryIsAsTheKernelSays() throws Exception {
    SharedMemory memory = SharedMemory.now();
    var store = Files.getFileStore(Path.of(SharedMemory.PATH));
    assertEquals(store.getTotalSpace(), memory.totalBytes());
    assertTrue(memory.toString(), memory.freeBytes() <= memory.totalBytes());
    assertTrue(memory.toString(), memory.freeFiles() > 0);
    assertEquals(Optional.empty(), memory.fault());
  }
}
