package dev.pmxcfs.ipc.recorded;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.Identity;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Recording 16: of a client's ids the real ones count (items 21 and 22). */
@Needs(Requirement.ROOT)
public class RecordedIdentitiesTest {

  private static final int GET_CLUSTER_INFO = 2;
  private static final int SET_STATUS = 4;

  /** The errno of a refused client; the C server's is -1 (defect D9). */
  private static final int REFUSED_THERE = -1;

  private static final byte[] STATUS =
      Arrays.copyOf("kv/a".getBytes(StandardCharsets.US_ASCII), 258);

  private static final Pattern LINE =
      Pattern.compile(
          "(.*?) +ruid=(\\d+) euid=(\\d+) rgid=(\\d+) egid=(\\d+)"
              + " GET_CLUSTER_INFO (?:ok|undef) errno=(-?\\d+); SET_STATUS errno=(-?\\d+)");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();

  @Test
  public void items21And22_recording16() throws Exception {
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    programs.startService(service, "serve", "--service", service, "--db", database);
    List<String> recording = lines();
    assertEquals(5, recording.size());
    for (String line : recording) {
      Matcher recorded = LINE.matcher(line);
      assertEquals(line, true, recorded.matches());
      Identity client = identity(recorded);
      assertEquals(line, errno(recorded, 6), ask(client, GET_CLUSTER_INFO, new byte[0]));
      assertEquals(line, errno(recorded, 7), ask(client, SET_STATUS, STATUS));
    }
  }

  private static List<String> lines() throws Exception {
    try (InputStream in =
        RecordedIdentitiesTest.class.getResourceAsStream("/recorded/real-ids.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  private static Identity identity(Matcher recorded) {
    boolean supplementary = recorded.group(1).contains("supplementary www-data");
    return new Identity(
        id(recorded, 2),
        id(recorded, 4),
        id(recorded, 3),
        id(recorded, 5),
        supplementary ? Identity.WEB_GROUP : Identity.NONE);
  }

  private static int errno(Matcher recorded, int group) {
    int errno = number(recorded, group);
    return errno == REFUSED_THERE ? Errno.EPERM : errno;
  }

  private static int id(Matcher recorded, int group) {
    return Identity.recorded(number(recorded, group));
  }

  private static int number(Matcher recorded, int group) {
    return Integer.parseInt(recorded.group(group));
  }

  /** The errno, of the response or of the failure to connect. */
  private int ask(Identity identity, int id, byte[] payload) throws Exception {
    return identity.run(
        () -> {
          try (var client = LibqbClient.connect(service)) {
            return -client.call(id, payload).error();
          } catch (QbException e) {
            return e.errno();
          }
        });
  }
}
