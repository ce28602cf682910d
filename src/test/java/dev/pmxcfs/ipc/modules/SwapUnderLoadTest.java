package dev.pmxcfs.ipc.modules;

import static dev.qbipc.AsyncAssertions.onThread;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.admin.RunningService;
import dev.pmxcfs.ipc.admin.StoredFiles;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.cli.base.ModuleOptions;
import dev.pmxcfs.ipc.harness.JavaProcess;
import dev.pmxcfs.ipc.harness.JavaProcess.Holdings;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.harness.ServedDirectory;
import dev.pmxcfs.ipc.modules.KnownOperations.KnownOperation;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** All operations are swapped again and again while clients of libqb use them. */
@RunWith(VertxUnitRunner.class)
public class SwapUnderLoadTest {

  private static final int CLIENTS = 8;
  private static final int SWAPS = 200;
  private static final int WARM_UP_SWAPS = 20;
  private static final int QUIET_ROUNDS = 400;
  private static final int MESSAGE_SIZE = 1024 * 1024;

  /** What may be in use more than at first without being a leak, such as code not yet swept. */
  private static final long METASPACE_SLACK = 1024 * 1024;

  private static final int THREAD_SLACK = 3;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final Vertx vertx = EpollVertx.start(1);
  private final KnownOperations operations = KnownOperations.in(new ModuleOptions().directory());
  private ServedDirectory served;
  private Program program;
  private volatile boolean swapping;

  @Before
  public void serve() throws Exception {
    served = new ServedDirectory(folder.getRoot().toPath());
    try (var files = StoredFiles.open(served.database())) {
      files.change(new MakeDirectory(ConfigPath.of("priv")));
      files.put(bytes("priv/token.cfg"), bytes("root@pam!monitor s3cret\n"));
      files.put(bytes("storage.cfg"), bytes("dir: local\n\tpath /var/lib/vz\n"));
    }
    program = programs.startService(served.service(), served.serve("--readers", "2"));
  }

  @After
  public void close(TestContext test) {
    swapping = false;
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  /** A request that succeeds, and what its answer has to contain. */
  private record Asked(int id, byte[] payload, String answer) {}

  /** One of each operation, in an order in which each finds what it needs. */
  private List<Asked> requests(int client) {
    String own = "client-" + client;
    List<Asked> all =
        List.of(
            asked("starttime", "GET_FS_VERSION"),
            asked("nodename", "GET_CLUSTER_INFO"),
            asked("version", "GET_GUEST_LIST"),
            asked("", "SET_STATUS", own, own),
            asked(own, "GET_STATUS", own),
            asked("dir: local", "GET_CONFIG", "storage.cfg"),
            asked("", "LOG_CLUSTER_MSG", "info", own, "tag", "message"),
            asked("message", "GET_CLUSTER_LOG", "5"),
            asked("", "GET_RRD_DUMP"),
            asked("{", "GET_GUEST_CONFIG_PROPERTY", "0", "lock"),
            asked("", "VERIFY_TOKEN", "root@pam!monitor", "s3cret"),
            asked("{", "GET_GUEST_CONFIG_PROPERTIES", "0", "lock", "tags"));
    assertEquals(operations.all().size(), all.size());
    return all;
  }

  private Asked asked(String answer, String name, String... arguments) {
    KnownOperation operation = operations.find(name).orElseThrow();
    byte[] payload = operation.encode(List.of(arguments)).getBytes();
    return new Asked(operation.id(), payload, answer);
  }

  @Test
  public void everyRequestIsAnsweredInOrderAndNothingIsLeftBehind(TestContext test)
      throws Exception {
    var process = new JavaProcess(program.pid());
    report("quiet", load(test, () -> {}));
    swap(WARM_UP_SWAPS);
    Holdings before = awaitOneLoaderPerModule(process);
    report("with " + SWAPS + " swaps", load(test, () -> swap(SWAPS)));
    Holdings after = awaitOneLoaderPerModule(process);
    String both = "before " + before + ", after " + after;
    assertTrue(both, after.metaspace() <= before.metaspace() + METASPACE_SLACK);
    assertTrue(both, after.threads() <= before.threads() + THREAD_SLACK);
    assertEquals(List.of(), program.warnings());
    assertEquals(
        List.of(), program.errorLines().stream().filter(line -> line.contains(" ERROR ")).toList());
  }

  /** Has all clients go round while something is done, and at least some rounds. */
  private List<Long> load(TestContext test, Runnable meanwhile) {
    swapping = true;
    List<Long> latencies = Collections.synchronizedList(new ArrayList<>());
    List<Async> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int client = i;
      clients.add(onThread(test, () -> latencies.addAll(goRound(client))));
    }
    try {
      meanwhile.run();
    } finally {
      swapping = false;
    }
    clients.forEach(client -> client.awaitSuccess(Program.PATIENCE.toMillis()));
    return latencies;
  }

  /** Sends one request of each operation before it takes the answers, again and again. */
  private List<Long> goRound(int number) {
    List<Long> latencies = new ArrayList<>();
    List<Asked> requests = requests(number);
    try (var client = LibqbClient.connect(served.service(), MESSAGE_SIZE)) {
      for (int round = 0; swapping || round < QUIET_ROUNDS; round++) {
        long[] sent = new long[requests.size()];
        for (int i = 0; i < sent.length; i++) {
          sent[i] = System.nanoTime();
          client.send(requests.get(i).id(), requests.get(i).payload());
        }
        for (int i = 0; i < sent.length; i++) {
          check(requests.get(i), client.receive((int) Program.PATIENCE.toMillis()));
          latencies.add(System.nanoTime() - sent[i]);
        }
      }
    }
    return latencies;
  }

  private static void check(Asked request, LibqbMessage answer) {
    assertEquals(request.id(), answer.id());
    assertEquals("operation " + answer.id(), 0, answer.error());
    String text = new String(answer.payload(), StandardCharsets.UTF_8);
    assertTrue(answer.id() + " answered " + text, text.contains(request.answer()));
  }

  private void swap(int times) {
    List<Path> jars = ServedDirectory.programsModules();
    try (var running = RunningService.connect(vertx, served.service())) {
      for (int i = 0; i < times; i++) {
        running.swap(jars.get(i % jars.size()));
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Holdings awaitOneLoaderPerModule(JavaProcess process) {
    long deadline = System.nanoTime() + Program.PATIENCE.toNanos();
    Holdings holdings = process.holdings();
    while (holdings.moduleLoaders() > ServedDirectory.programsModules().size()) {
      assertTrue("class loaders stay: " + holdings, System.nanoTime() < deadline);
      holdings = process.holdings();
    }
    return holdings;
  }

  /**
   * For people: how much a swap costs is measured elsewhere, on a machine that does nothing else.
   */
  private static void report(String when, List<Long> latencies) {
    long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        "%s: %d requests, p50 %d us, p99 %d us, max %d us%n",
        when,
        sorted.length,
        TimeUnit.NANOSECONDS.toMicros(sorted[sorted.length / 2]),
        TimeUnit.NANOSECONDS.toMicros(sorted[sorted.length * 99 / 100]),
        TimeUnit.NANOSECONDS.toMicros(sorted[sorted.length - 1]));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
