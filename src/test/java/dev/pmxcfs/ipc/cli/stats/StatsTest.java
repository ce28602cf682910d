package dev.pmxcfs.ipc.cli.stats;

import static dev.qbipc.AsyncAssertions.onThread;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.HttpPort;
import dev.pmxcfs.ipc.harness.Identity;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.JavaProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.harness.PrometheusRules;
import dev.pmxcfs.ipc.harness.ServedDirectory;
import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** What a running server tells of itself: {@code stats}, {@code top} and {@code --metrics}. */
@RunWith(VertxUnitRunner.class)
public class StatsTest {

  private static final int GET_FS_VERSION = 1;
  private static final int GET_CONFIG = 6;
  private static final int UNKNOWN = 99;
  private static final int NO_ID = Integer.MIN_VALUE;
  private static final int ANSWERED = 5;
  private static final int CONNECTIONS = 40;

  private static final int ADMIN_STATS = 14;
  private static final int MESSAGE_SIZE = 1024 * 1024;
  private static final int ENOUGH = 100;

  /** In the kernel's table of sockets. */
  private static final String LISTENING = "0A";

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private ServedDirectory served;
  private LibqbClient client;

  private Program serve(String... options) {
    served = new ServedDirectory(folder.getRoot().toPath());
    return programs.startService(served.service(), served.serve(options));
  }

  @After
  public void disconnect() {
    if (client != null) {
      client.close();
    }
  }

  /** Connects a client that sends some requests, of which some fail. */
  private void sendRequests() {
    client = LibqbClient.connect(served.service());
    for (int i = 0; i < ANSWERED; i++) {
      assertEquals(0, client.call(GET_FS_VERSION, new byte[0]).error());
    }
    assertEquals(-Errno.ENOENT, client.call(GET_CONFIG, new byte[] {'a', 0}).error());
    assertEquals(-Errno.ECHRNG, client.call(UNKNOWN, new byte[0]).error());
  }

  private String run(String... arguments) {
    Program.Result result = InProcess.run(arguments);
    assertEquals(result.errors().toString(), 0, result.status());
    return result.text();
  }

  private JsonObject stats() {
    return new JsonObject(run("stats", "--service", served.service()));
  }

  private JsonObject operation(int id) {
    return stats().getJsonArray("operations").stream()
        .map(JsonObject.class::cast)
        .filter(operation -> operation.getInteger("id", NO_ID) == id)
        .findFirst()
        .orElseThrow();
  }

  @Test
  public void statsTellsOfEachOperation() {
    serve();
    sendRequests();
    JsonObject operation = operation(GET_FS_VERSION);
    assertEquals("GET_FS_VERSION", operation.getString("name"));
    assertEquals("operations-cluster", operation.getString("module"));
    assertEquals("reader", operation.getString("threading"));
    assertEquals(ANSWERED, operation.getLong("requests").intValue());
    assertEquals(0, operation.getLong("errors").intValue());
    JsonObject latency = operation.getJsonObject("latencyNanos");
    assertEquals(ANSWERED, latency.getLong("count").intValue());
    assertTrue(latency.encode(), latency.getLong("p50") > 0);
    assertTrue(latency.encode(), latency.getLong("p50") <= latency.getLong("p99"));
    assertTrue(latency.encode(), latency.getLong("p99") <= latency.getLong("max"));
    assertEquals(1, operation(GET_CONFIG).getLong("errors").intValue());
  }

  @Test
  public void statsTellsOfEachConnectionAndOfTheService() {
    Program program = serve();
    sendRequests();
    JsonObject stats = stats();
    assertEquals(served.service(), stats.getString("service"));
    assertEquals(program.pid(), stats.getLong("pid").longValue());
    assertEquals(1, stats.getInteger("activeConnections").intValue());
    assertEquals(0, stats.getInteger("closedConnections").intValue());
    assertEquals(ANSWERED + 2, stats.getLong("requests").intValue());
    assertEquals(2, stats.getLong("errors").intValue());
    assertEquals(1, stats.getJsonArray("connections").size());
    JsonObject connection = stats.getJsonArray("connections").getJsonObject(0);
    assertEquals(ProcessHandle.current().pid(), connection.getLong("pid").longValue());
    assertEquals(Identity.OWN_UID, connection.getInteger("uid").intValue());
    assertEquals(ANSWERED + 2, connection.getLong("requests").intValue());
    assertEquals(0, connection.getInteger("eventQueue").intValue());
    assertEquals(0, connection.getInteger("flowControl").intValue());
  }

  @Test
  @Needs(Requirement.ROOT)
  public void statsTellsHowManyWereRefused() throws Exception {
    serve();
    for (int i = 0; i < 3; i++) {
      assertThrows(
          QbException.class,
          () -> new Identity(1000, 1000).run(() -> LibqbClient.connect(served.service())));
    }
    JsonObject protection = stats().getJsonObject("protection");
    assertEquals(3, protection.getLong("refusedByPolicy").intValue());
    assertEquals(0, protection.getLong("protocolViolations").intValue());
  }

  @Test
  public void aSwapDoesNotBeginTheCountsAnew() {
    serve();
    sendRequests();
    for (Path jar : ServedDirectory.programsModules()) {
      assertEquals(0, served.command("swap", jar.toString()).status());
    }
    assertEquals(ANSWERED, operation(GET_FS_VERSION).getLong("requests").intValue());
  }

  @Test
  public void statsTellsOfAllConnections() {
    serve();
    List<LibqbClient> clients =
        Stream.generate(() -> LibqbClient.connect(served.service())).limit(CONNECTIONS).toList();
    try {
      assertEquals(CONNECTIONS, stats().getJsonArray("connections").size());
    } finally {
      clients.forEach(LibqbClient::close);
    }
  }

  /** Which may be larger than a message: the parts have to be those of one. */
  @Test
  public void theRestOfAReportIsOfTheOneThatWasBegun() {
    serve();
    try (var admin = LibqbClient.connect(served.service() + "-admin", MESSAGE_SIZE)) {
      byte[] whole = admin.call(ADMIN_STATS, 0).payload();
      sendRequests();
      byte[] rest = admin.call(ADMIN_STATS, ENOUGH).payload();
      assertArrayEquals(Arrays.copyOfRange(whole, ENOUGH, whole.length), rest);
      assertEquals(0, admin.call(ADMIN_STATS, whole.length).payload().length);
    }
  }

  @Test
  public void statsPrintsPrometheusText() {
    serve();
    sendRequests();
    assertPrometheus(run("stats", "--prometheus", "--service", served.service()));
  }

  /** Whoever sees an id of -1 takes it for an error. */
  @Test
  public void whatAnswersAllOtherIdsHasNoNumber() {
    serve();
    sendRequests();
    JsonObject fallback = operation(NO_ID);
    assertEquals("fallback", fallback.getString("name"));
    assertEquals("", fallback.getString("module"));
    assertEquals(1, fallback.getLong("errors").intValue());
    assertFalse(fallback.encode(), fallback.containsKey("id"));
    String text = run("stats", "--prometheus", "--service", served.service());
    assertThat(text, containsString("{id=\"other\",operation=\"fallback\",service=\""));
    assertThat(text, not(containsString("-1\"")));
    assertThat(text, not(containsString("module=\"\"")));
    String top = run("top", "--once", "--interval", "0.1", "--service", served.service());
    assertTrue(top, top.lines().anyMatch(line -> line.matches(".* - {2}fallback {2,}reader.*")));
  }

  private void assertPrometheus(String text) {
    String bucketLabels =
        "{id=\"1\",operation=\"GET_FS_VERSION\",service=\""
            + served.service()
            + "\",le=\"+Inf\"} 5\n";
    String labels = "{id=\"1\",operation=\"GET_FS_VERSION\",service=\"" + served.service() + "\"} ";
    assertThat(text, containsString("pmxcfs_operation_requests_total" + labels + "5.0\n"));
    assertThat(text, containsString("pmxcfs_operation_errors_total" + labels + "0.0\n"));
    assertThat(text, containsString("pmxcfs_operation_latency_seconds_count" + labels + "5\n"));
    assertThat(text, containsString("pmxcfs_operation_latency_seconds_bucket" + bucketLabels));
    assertThat(text, containsString("module=\"operations-cluster\""));
    assertThat(
        text, containsString("pmxcfs_connections{service=\"" + served.service() + "\"} 1.0\n"));
    Pattern form = Pattern.compile("#.*|[a-z][a-z0-9_]*(\\{[^{}]*})? [-+.0-9EeNaInf]+");
    text.lines().forEach(line -> assertTrue(line, form.matcher(line).matches()));
    assertEquals(List.of(), PrometheusRules.violations(text));
  }

  @Test
  public void topShowsTheBusiestFirst(TestContext test) throws Exception {
    serve();
    sendRequests();
    var printed = new AtomicReference<String>();
    String of = served.service();
    Async top =
        onThread(test, () -> printed.set(run("top", "--once", "--interval", "2", "--service", of)));
    while (!top.isCompleted()) {
      client.call(GET_CONFIG, new byte[] {'a', 0});
    }
    top.awaitSuccess();
    List<String> lines = printed.get().lines().toList();
    assertThat(lines.get(0), containsString("@" + served.service() + "  pid "));
    assertThat(lines.get(1), containsString("connections: 1, closed 0"));
    assertThat(lines.get(2), containsString(served.database() + ": 0 files of 0 bytes, version "));
    assertThat(lines.get(3), containsString("/dev/shm: "));
    assertThat(lines.get(5), containsString("REQ/S"));
    Matcher busiest =
        Pattern.compile(" *(\\d+) +(\\d+) .* GET_CONFIG +reader +operations-config .*")
            .matcher(lines.get(6));
    assertTrue(lines.get(6), busiest.matches());
    assertTrue(lines.get(6), Integer.parseInt(busiest.group(1)) > 0);
    assertThat(lines.get(lines.size() - 1), containsString("" + ProcessHandle.current().pid()));
    assertTrue(printed.get(), printed.get().chars().noneMatch(c -> c == 0x1b));
  }

  @Test
  public void nothingOfMetricsIsLoadedWithoutThem() {
    Program program = serve();
    sendRequests();
    stats();
    assertEquals(List.of(), metricsClasses(program));
  }

  private static List<String> metricsClasses(Program program) {
    return new JavaProcess(program.pid())
        .classes()
        .filter(name -> name.matches("io\\.(micrometer|prometheus)\\..*"))
        .toList();
  }

  // ---- over HTTP -----------------------------------------------------------------------------

  private static HttpResponse<String> get(String address, String path) throws Exception {
    return ask("GET", address, path);
  }

  private static HttpResponse<String> ask(String method, String address, String path)
      throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://" + address + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  public void metricsAreOfferedOnLoopback() throws Exception {
    String port = new HttpPort().number();
    Program program = serve("--metrics", port);
    sendRequests();
    String address = "127.0.0.1:" + port;
    HttpResponse<String> metrics = get(address, "/metrics");
    assertEquals(200, metrics.statusCode());
    assertThat(
        metrics.headers().firstValue("content-type").orElseThrow(),
        containsString("text/plain; version=0.0.4"));
    assertPrometheus(metrics.body());
    assertThat(metrics.body(), containsString("\njvm_memory_used_bytes{"));
    for (String pool : List.of("qb-reader-" + served.service() + "-0", "vert.x-worker-thread")) {
      String labels = "{pool_name=\"" + pool + "\",pool_type=\"worker\"} ";
      assertThat(metrics.body(), containsString("\nvertx_pool_completed_total" + labels));
      assertThat(metrics.body(), containsString("\nvertx_pool_queue_pending" + labels));
    }
    assertEquals(200, get(address, "/health").statusCode());
    assertEquals(200, get(address, "/ready").statusCode());
    assertEquals(404, get(address, "/nothing").statusCode());
    assertEquals(List.of("127.0.0.1"), listensAt(program, port));
  }

  @Test
  public void whatIsOfferedIsForReading() throws Exception {
    String port = new HttpPort().number();
    serve("--metrics", port);
    String address = "127.0.0.1:" + port;
    for (String path : List.of("/", "/overview.json", "/metrics", "/health", "/ready")) {
      HttpResponse<String> head = ask("HEAD", address, path);
      assertEquals(path, 200, head.statusCode());
      assertEquals(path, "", head.body());
      assertEquals(
          path,
          get(address, path).headers().firstValue("content-type"),
          head.headers().firstValue("content-type"));
      for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
        assertEquals(method + " " + path, 405, ask(method, address, path).statusCode());
      }
    }
    assertEquals(404, ask("HEAD", address, "/nothing").statusCode());
  }

  @Test
  public void metricsAreOfferedElsewhereWhenToldSo() throws Exception {
    String port = new HttpPort().number();
    Program program = serve("--metrics", "0.0.0.0:" + port);
    assertEquals(List.of("0.0.0.0"), listensAt(program, port));
    assertEquals(200, get("127.0.0.1:" + port, "/health").statusCode());
  }

  /** The IPv4 addresses at which sockets listen at a port, by the kernel's table. */
  private static List<String> listensAt(Program program, String port) throws IOException {
    String hex = String.format(":%04X", Integer.parseInt(port));
    Path table = Path.of("/proc", Long.toString(program.pid()), "net");
    List<String> lines = new ArrayList<>(Files.readAllLines(table.resolve("tcp")));
    lines.addAll(Files.readAllLines(table.resolve("tcp6")));
    Map<String, String> known =
        Map.of(
            "0100007F", "127.0.0.1",
            "0000000000000000FFFF00000100007F", "127.0.0.1",
            "00000000", "0.0.0.0",
            "00000000000000000000000000000000", "0.0.0.0");
    return lines.stream()
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns[1].endsWith(hex) && columns[3].equals(LISTENING))
        .map(columns -> known.get(columns[1].split(":")[0]))
        .distinct()
        .toList();
  }

  @Test
  public void anAddressThatCannotBeListenedAtIsOneLine() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      fails("cannot listen at 127.0.0.1:" + taken.getLocalPort() + ": ", "" + taken.getLocalPort());
    }
    fails("cannot listen at 192.0.2.1:1234: ", "192.0.2.1:1234");
    fails("cannot listen at no.such.host.invalid:1234: ", "no.such.host.invalid:1234");
  }

  private void fails(String what, String address) {
    served = new ServedDirectory(folder.getRoot().toPath().resolve(address.replace(':', '-')));
    Program.Result result = Program.run(served.serve("--metrics", address));
    assertEquals(1, result.status());
    List<String> errors =
        result.errors().stream().filter(line -> line.startsWith("pmxcfs-ipc: ")).toList();
    assertEquals(result.errors().toString(), 1, errors.size());
    assertThat(errors.get(0), containsString("pmxcfs-ipc: " + what));
  }
}
