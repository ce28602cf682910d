package dev.pmxcfs.ipc.service;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.Errno;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What earlier requests left in a connection's ring has no part in later ones. */
public class RequestTrafficTest {

  private static final int MESSAGE_SIZE = 1024 * 1024;
  private static final int GET_CONFIG = 6;
  private static final int LOG_CLUSTER_MSG = 7;
  private static final int GET_CLUSTER_LOG = 8;

  private static final int FILLER_SIZE = 200_000;
  private static final int FILLERS = 12;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();

  /** The C server looks at the byte behind the request, which the ring's old bytes are (D2). */
  @Test
  public void item93_aMessageIsLoggedAfterMoreTrafficThanTheRingHolds() {
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    programs.startService(service, "serve", "--service", service, "--db", database);
    byte[] filler = new byte[FILLER_SIZE];
    Arrays.fill(filler, (byte) 0xff);
    try (var client = LibqbClient.connect(service, MESSAGE_SIZE)) {
      for (int i = 0; i < FILLERS; i++) {
        assertEquals(-Errno.ENOENT, client.callWhenThereIsRoom(GET_CONFIG, filler).error());
        byte[] message = bytes("\6\2\2u\0t\0message " + i + "\0");
        assertEquals(
            "message " + i, 0, client.callWhenThereIsRoom(LOG_CLUSTER_MSG, message).error());
      }
      byte[] log = client.callWhenThereIsRoom(GET_CLUSTER_LOG, new byte[17]).payload();
      assertThat(
          new String(log, StandardCharsets.UTF_8),
          containsString("\"msg\": \"message " + (FILLERS - 1) + "\""));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
