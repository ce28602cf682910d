package dev.pmxcfs.ipc.recorded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.harness.RrdcachedStandIn;
import dev.qbipc.libqb.LibqbClient;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Recording 15: the lines that a stand-in for rrdcached receives (item 110). The C server's library
 * creates each file by itself first, and then has the daemon forget it, twice; here the daemon
 * creates what it says is missing, so that the updates alone are to be the same.
 */
public class RecordedRrdcachedTest {

  private static final int SET_STATUS = 4;
  private static final int NAME_FIELD = 256;

  private static final String DIRECTORY = "/var/lib/rrdcached/db/";
  private static final Pattern SET = Pattern.compile("# SET_STATUS (\\S+) = (\\S+)");
  private static final Pattern RECEIVED = Pattern.compile("C: b'(update .*)\\\\n'");
  private static final Pattern SENT = Pattern.compile("S: b'(.*)\\\\n'");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();

  @Test
  public void item110_recording15() throws Exception {
    List<String> recording = lines();
    Path directory = folder.newFolder("db").toPath();
    Path socket = folder.getRoot().toPath().resolve("rrdcached.sock");
    String reply = matches(SENT, recording).get(0).group(1);
    try (var daemon = RrdcachedStandIn.start(socket, reply)) {
      Program server = serve(directory, socket);
      List<Matcher> sets = matches(SET, recording);
      assertEquals(4, sets.size());
      try (var client = LibqbClient.connect(service)) {
        for (Matcher set : sets) {
          byte[] payload = payload(set.group(1), set.group(2));
          assertEquals(set.group(), 0, client.call(SET_STATUS, payload).error());
        }
      }
      for (Matcher update : matches(RECEIVED, recording)) {
        assertEquals(update.group(1).replace(DIRECTORY, directory + "/"), daemon.next());
      }
      server.terminate();
      assertEquals(0, server.awaitEnd(Program.PATIENCE).status());
      assertEquals("nothing else, up to the end", List.of(), daemon.rest());
    }
  }

  private Program serve(Path directory, Path socket) {
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    return programs.startService(
        service,
        "serve",
        "--service",
        service,
        "--db",
        database,
        "--rrd-directory",
        directory.toString(),
        "--rrdcached",
        socket.toString());
  }

  private static List<String> lines() throws Exception {
    try (InputStream in =
        RecordedRrdcachedTest.class.getResourceAsStream("/recorded/rrdcached.txt")) {
      return new String(in.readAllBytes(), ISO_8859_1).lines().toList();
    }
  }

  private static List<Matcher> matches(Pattern pattern, List<String> lines) {
    List<Matcher> found = new ArrayList<>();
    for (String line : lines) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.matches()) {
        found.add(matcher);
      }
    }
    return found;
  }

  private static byte[] payload(String key, String value) {
    byte[] data = (value + "\0").getBytes(ISO_8859_1);
    byte[] payload = Arrays.copyOf(key.getBytes(ISO_8859_1), NAME_FIELD + data.length);
    System.arraycopy(data, 0, payload, NAME_FIELD, data.length);
    return payload;
  }
}
