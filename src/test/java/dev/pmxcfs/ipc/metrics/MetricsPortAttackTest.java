package dev.pmxcfs.ipc.metrics;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.HonestClients;
import dev.pmxcfs.ipc.harness.HttpPort;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.harness.RawHttp;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.conformance.ProcessView;
import dev.qbipc.libqb.LibqbClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/**
 * What any user of the machine can do to the port of {@code --metrics} harms no client of the
 * service: on a server that has just started, and on one whose code is compiled.
 */
@RunWith(Parameterized.class)
public class MetricsPortAttackTest {

  private static final int GET_FS_VERSION = 1;

  /** The JVM of these servers compiles what has been called 200 times. */
  private static final int WARM_UP_CALLS = 3_000;

  private static final int WARM_UP_SCRAPES = 300;

  private static final int CONNECTIONS = 1000;
  private static final int PLACES = 16;
  private static final int ACCEPTED = 2 * PLACES;

  /** Clients that come and go: a busy machine takes the next one in before it lets one go. */
  private static final int SOCKETS_OF_OTHERS = 16;

  /** What these have open, eight each. */
  private static final int DESCRIPTORS_OF_OTHERS = 8 * SOCKETS_OF_OTHERS;

  private static final int FLOODS = 4;
  private static final int CONNECTS_OF_A_FLOOD = 5000;

  private static final String SCRAPE = "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  private static final String HALF = "GET /metrics HTTP/1.1\r\n";
  private static final int OK = 200;

  /** Begins a connection of HTTP/2, with settings that leave no room for any answer. */
  private static final String HTTP2 =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\6\4\0\0\0\0\0\0\4\0\0\0\0";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  @Parameter public String state;

  @Parameters(name = "{0}")
  public static List<String> states() {
    return List.of("cold", "warm");
  }

  private final String service = Program.newService();
  private final HttpPort http = new HttpPort();
  private Program program;
  private HonestClients honest;

  @Before
  public void serve() {
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    program =
        programs.startService(
            service, "serve", "--service", service, "--db", database, "--metrics", http.number());
    if (state.equals("warm")) {
      warmUp();
    }
    honest = HonestClients.of(service);
  }

  private void warmUp() {
    try (var client = LibqbClient.connect(service)) {
      for (int i = 0; i < WARM_UP_CALLS; i++) {
        assertEquals(0, client.call(GET_FS_VERSION, new byte[0]).error());
      }
    }
    for (int i = 0; i < WARM_UP_SCRAPES; i++) {
      assertEquals(OK, scrape());
    }
  }

  @After
  public void nobodyWasHarmed() {
    try (var clients = honest) {
      clients.assertServed();
      Eventually.assertBecomes("answered again", OK, this::scrape);
      Stream<String> failures = program.errorLines().stream().filter(this::tellsOfHarm);
      assertEquals(List.of(), failures.toList());
    }
  }

  /** 0 where there is no place. */
  private int scrape() {
    try (var scraper = new RawHttp(http.number())) {
      String answer =
          scraper.send(SCRAPE.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")).readToEnd();
      return answer.isEmpty() ? 0 : RawHttp.status(answer);
    } catch (IOException e) {
      return 0;
    }
  }

  private boolean tellsOfHarm(String line) {
    return line.contains(" ERROR ") || line.contains("OutOfMemoryError");
  }

  private int descriptors() {
    return view().descriptors().size();
  }

  private ProcessView view() {
    return new ProcessView((int) program.pid());
  }

  private static long answers(String text) {
    return text.lines().filter(line -> line.contains("HTTP/1.1 200 OK")).count();
  }

  @Test
  public void aThousandConnectionsAskOnAndOnAndReadNothing() throws IOException {
    int before = view().socketCount();
    List<RawHttp> attackers = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        var attacker = new RawHttp(http.number());
        attackers.add(attacker);
        attacker.trySend(SCRAPE.repeat(500), 10);
        int open = view().socketCount() - before;
        assertTrue(open + " sockets more", open <= ACCEPTED + SOCKETS_OF_OTHERS);
      }
      honest.assertServed();
      int answered = 0;
      for (RawHttp attacker : attackers) {
        long answers = answers(attacker.readToEnd());
        assertTrue(answers + " answers at once", answers <= 1);
        answered += (int) answers;
      }
      assertTrue("some were answered", answered > 0);
    } finally {
      close(attackers);
    }
  }

  private static void close(List<RawHttp> connections) throws IOException {
    for (RawHttp connection : connections) {
      connection.close();
    }
  }

  /** Faster than they can be closed, if each were first given to an event loop. */
  @Test
  public void floodsOfConnectionsLeaveDescriptorsForClients() throws Exception {
    int most = descriptors() + ACCEPTED + DESCRIPTORS_OF_OTHERS;
    var limit = List.of("prlimit", "--pid", "" + program.pid(), "--nofile=" + most + ":");
    assertEquals(0, new ProcessBuilder(limit).inheritIO().start().waitFor());
    List<CompletableFuture<Integer>> floods =
        Stream.generate(() -> CompletableFuture.supplyAsync(this::flood)).limit(FLOODS).toList();
    int connects = 0;
    for (CompletableFuture<Integer> flood : floods) {
      connects += flood.get();
    }
    assertEquals(FLOODS * CONNECTS_OF_A_FLOOD, connects);
    assertThat(String.join("\n", program.errorLines()), not(containsString("open files")));
  }

  /** Connects again and again, and hangs up by a reset. */
  private int flood() {
    int connects = 0;
    try {
      for (int i = 0; i < CONNECTS_OF_A_FLOOD; i++) {
        try (var socket =
            new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(http.number()))) {
          socket.setSoLinger(true, 0);
          connects++;
        }
      }
    } catch (IOException e) {
      throw new AssertionError("after " + connects + " connects", e);
    }
    return connects;
  }

  /** By silence, by half a request, by one that dribbles in, and by asking once. */
  @Test
  public void whoHoldsAllPlacesMakesRoomAndIsClosed() throws IOException {
    List<RawHttp> connections = new ArrayList<>();
    try {
      for (int i = 0; i < PLACES; i++) {
        var connection = new RawHttp(http.number());
        connections.add(connection.send(List.of("", HALF, HALF, SCRAPE).get(i % 4)));
      }
      var dribbler = connections.get(2);
      Eventually.assertBecomes("answered beside them", OK, this::scrape);
      Eventually.assertBecomes("still taken", false, () -> dribbler.trySend("A: b\r\n", 1));
      for (int i = 0; i < PLACES; i++) {
        assertEquals(i % 4 == 3 ? 1 : 0, answers(connections.get(i).readToEnd()));
      }
    } finally {
      close(connections);
    }
  }

  @Test
  public void aBodyWithoutAnEndIsNotTaken() throws IOException {
    for (String begin :
        List.of("POST /metrics", "PUT /", "GET /nowhere", "GET /metrics", "OPTIONS *")) {
      try (var sender = new RawHttp(http.number())) {
        sender.send(begin + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
        String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
        assertFalse(begin, sender.trySend(chunk, 100_000));
      }
    }
  }

  @Test
  public void nothingButPlainHttpIsSpoken() throws IOException {
    try (var http2 = new RawHttp(http.number())) {
      String answer = http2.send(HTTP2).readToEnd();
      assertEquals(501, RawHttp.status(answer));
    }
    for (String upgrade :
        List.of(
            "Connection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAQAAAAA",
            "Connection: close, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")) {
      try (var upgrading = new RawHttp(http.number())) {
        String request = "GET /ready HTTP/1.1\r\nHost: localhost\r\n" + upgrade + "\r\n\r\n";
        assertEquals(OK, RawHttp.status(upgrading.send(request).readHead()));
      }
    }
  }
}
