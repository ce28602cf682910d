package dev.pmxcfs.ipc.metrics;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.HttpPort;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.harness.RawHttp;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.libqb.LibqbClient;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What the port of {@code --metrics} answers to whom, and how often it finds that out. */
public class MetricsPortTest {

  private static final int GET_FS_VERSION = 1;
  private static final int SCRAPES = 60;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private final HttpPort http = new HttpPort();

  @Before
  public void serve() {
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    programs.startService(
        service,
        "serve",
        "--service",
        service,
        "--db",
        database,
        "--node",
        "pve1",
        "--metrics",
        http.number(),
        "--metrics-name",
        "pve1.example.com",
        "--metrics-name",
        "Balancer");
  }

  private String answer(String request) throws IOException {
    try (var connection = new RawHttp(http.number())) {
      return connection.send(request).readToEnd();
    }
  }

  /** Which the server closes by itself after each refusal. */
  private int status(String request, String... headers) throws IOException {
    return RawHttp.status(
        answer(
            request
                + "\r\n"
                + String.join("\r\n", headers)
                + (headers.length > 0 ? "\r\n\r\n" : "\r\n")));
  }

  private int statusFor(String host) throws IOException {
    return status("GET /health HTTP/1.1", "Host: " + host, "Connection: close");
  }

  @Test
  public void itIsAskedByAddressesAndItsOwnNames() throws IOException {
    String port = ":" + http.number();
    for (String host :
        new String[] {
          "127.0.0.1",
          "127.0.0.1" + port,
          "192.0.2.1",
          "[::1]" + port,
          "[2001:db8::1]",
          "localhost",
          "LOCALHOST" + port,
          "pve1",
          "pve1" + port,
          "pve1.example.com",
          "balancer"
        }) {
      assertEquals(host, 200, statusFor(host));
    }
  }

  @Test
  public void itHasNoOtherNames() throws IOException {
    for (String host :
        new String[] {
          "evil.example",
          "evil.example:80",
          "pve1.evil.example",
          "localhost.evil.example",
          "127.0.0.1.evil.example",
          "pve2"
        }) {
      assertEquals(host, 421, statusFor(host));
    }
    for (String host : new String[] {"", ":80", "a b", "127.0.0.1:port", "[::1"}) {
      assertEquals(host, 400, statusFor(host));
    }
    assertEquals(400, status("GET /health HTTP/1.1", "Connection: close"));
    assertEquals(400, status("GET /health HTTP/1.1", "Host: localhost", "Host: localhost"));
  }

  @Test
  public void thePageIsThereUnderTheSameNamesAlone() throws IOException {
    for (String path : new String[] {"/", "/page.js", "/page.css", "/icon.svg", "/overview.json"}) {
      String request = "GET " + path + " HTTP/1.1";
      assertEquals(path, 200, status(request, "Host: localhost", "Connection: close"));
      assertEquals(path, 421, status(request, "Host: evil.example", "Connection: close"));
    }
    for (String path : new String[] {"/page.html", "/../page.js", "/page/page.js", "//", "/.."}) {
      assertEquals(path, 404, status("GET " + path + " HTTP/1.1", "Host: localhost"));
    }
  }

  @Test
  public void noOtherPageMayHaveItInAFrameOrReadIt() {
    for (String path : new String[] {"/", "/overview.json", "/metrics"}) {
      var headers = http.get(path).headers();
      String policy = headers.firstValue("Content-Security-Policy").orElseThrow();
      assertThat(policy, containsString("default-src 'none'"));
      assertThat(policy, containsString("frame-ancestors 'none'"));
      assertFalse(policy, policy.contains("unsafe"));
      assertEquals("same-origin", headers.firstValue("Cross-Origin-Resource-Policy").orElse(""));
      assertEquals("nosniff", headers.firstValue("X-Content-Type-Options").orElse(""));
      assertEquals("", headers.firstValue("Access-Control-Allow-Origin").orElse(""));
    }
  }

  /** As load balancers ask, which take the connection's end for that of the answer. */
  @Test
  public void anOldRequestNeedsNoName() throws IOException {
    assertEquals(200, status("GET /ready HTTP/1.0"));
    assertEquals(421, status("GET /ready HTTP/1.0", "Host: evil.example"));
  }

  @Test
  public void whatIsTooLongIsRefused() throws IOException {
    String host = "Host: localhost";
    assertEquals(414, status("GET /" + "a".repeat(5000) + " HTTP/1.1", host));
    assertEquals(431, status("GET / HTTP/1.1", host, "A: " + "a".repeat(9000)));
    assertEquals(413, status("GET /health HTTP/1.1", host, "Content-Length: 1"));
    assertEquals(405, status("POST /health HTTP/1.1", host, "Content-Length: 1", "", "a"));
    assertEquals(404, status("GET /favicon.ico HTTP/1.1", host));
  }

  @Test
  public void aConnectionMayAskAgainWhenItHasItsAnswer() throws IOException {
    String plain = "HEAD /ready HTTP/1.1\r\nHost: localhost\r\n\r\n";
    try (var connection = new RawHttp(http.number())) {
      for (int i = 0; i < 3; i++) {
        assertThat(connection.send(plain).readHead(), containsString("HTTP/1.1 200 OK"));
      }
      connection.send(plain.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
      assertEquals(200, RawHttp.status(connection.readToEnd()));
    }
  }

  @Test
  public void anAnswerIsMadeOnceASecondAtMost() {
    long begun = System.nanoTime();
    Set<String> answers = new HashSet<>();
    for (int i = 0; i < SCRAPES; i++) {
      // of the processor time that was used no two reports would say the same
      answers.add(http.get("/metrics").body());
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
    assertTrue(answers.size() + " in " + seconds + " s", answers.size() <= seconds + 2);
  }

  @Test
  public void anAnswerIsFreshAfterASecond() {
    try (var client = LibqbClient.connect(service)) {
      for (int i = 0; i < 3; i++) {
        client.call(GET_FS_VERSION, new byte[0]);
        Eventually.assertBecomes("requests", (double) (i + 1), this::requests);
      }
    }
  }

  private double requests() {
    String series = "pmxcfs_operation_requests_total{id=\"1\",";
    return http.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }
}
