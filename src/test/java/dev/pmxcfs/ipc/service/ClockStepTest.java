package dev.pmxcfs.ipc.service;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.libqb.CProgram;
import dev.qbipc.libqb.LibqbClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A server whose clock is set, forward and back. */
public class ClockStepTest {

  private static final String LIBRARY = "clock-step";
  private static final int GET_FS_VERSION = 1;
  private static final int LOG_CLUSTER_MSG = 7;
  private static final int GET_CLUSTER_LOG = 8;
  private static final int INFO = 6;

  /** Bytes of a request for as many entries as there are usually, of any user. */
  private static final int ALL_ENTRIES = 17;

  private static final Duration SLACK = Duration.ofMinutes(10);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private Path step;

  @Before
  public void serve() throws IOException {
    step = folder.getRoot().toPath().resolve("step");
    setClock(Duration.ZERO);
    Path library = CProgram.library(LIBRARY);
    // By its name, since a list of files to load ends at a blank, and one of directories does not.
    var stepped =
        List.of(
            "env",
            "LD_PRELOAD=" + library.getFileName(),
            "LD_LIBRARY_PATH=" + library.getParent(),
            "CLOCK_STEP_FILE=" + step);
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    programs.startService(stepped, service, "serve", "--service", service, "--db", database);
  }

  /** Sets the server's clock so far from the machine's. */
  private void setClock(Duration offset) throws IOException {
    var seconds = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    seconds.putLong(0, offset.toSeconds());
    // In place, since the server has the file mapped.
    try (var file = FileChannel.open(step, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(seconds, 0);
    }
  }

  @Test
  public void clientsAreServedWhereverTheClockGoes() throws IOException {
    long latest = -1;
    try (var client = LibqbClient.connect(service)) {
      int step = 0;
      for (int days : List.of(0, 1, -1, 365, 0)) {
        String message = "this is step " + ++step;
        setClock(Duration.ofDays(days));
        assertServed(client);
        try (var late = LibqbClient.connect(service)) {
          assertServed(late);
        }
        String log = log(client, message);
        // The log takes what is newer than a node's last entry, and nothing else (operations,
        // section 5.6).
        if (days > latest) {
          latest = days;
          assertLogged(log, message, Duration.ofDays(days));
        } else {
          assertThat("of an earlier time", log, not(containsString(message)));
        }
      }
    }
  }

  private static void assertServed(LibqbClient client) {
    for (int i = 0; i < 100; i++) {
      assertEquals(0, client.call(GET_FS_VERSION).error());
    }
  }

  /** Logs a message. Returns the log after that. */
  private static String log(LibqbClient client, String message) throws IOException {
    var payload = new ByteArrayOutputStream();
    byte[] ident = "root@pam\0".getBytes(US_ASCII);
    byte[] tag = "clock\0".getBytes(US_ASCII);
    payload.write(new byte[] {INFO, (byte) ident.length, (byte) tag.length});
    payload.write(ident);
    payload.write(tag);
    payload.write((message + "\0").getBytes(US_ASCII));
    assertEquals(0, client.call(LOG_CLUSTER_MSG, payload.toByteArray()).error());
    return new String(client.call(GET_CLUSTER_LOG, new byte[ALL_ENTRIES]).payload(), US_ASCII);
  }

  /** An entry has the time of its moment, which shows that the clock was set. */
  private static void assertLogged(String log, String message, Duration offset) {
    Matcher entry =
        Pattern.compile("\"time\": (\\d+), [^}]*\"msg\": \"" + message + '"').matcher(log);
    assertTrue(log, entry.find());
    var told = Instant.ofEpochSecond(Long.parseLong(entry.group(1)));
    var expected = Instant.now().plus(offset);
    assertTrue(message + ": " + told, Duration.between(told, expected).abs().compareTo(SLACK) < 0);
  }
}
