package dev.pmxcfs.ipc.service;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.pmxcfs.ipc.harness.Identity;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Who may connect to the program, and what for. The tests bear the numbers of operations, section
 * 13.
 */
@Needs(Requirement.ROOT)
public class AuthenticationTest {

  private static final int GET_CLUSTER_INFO = 2;
  private static final int SET_STATUS = 4;
  private static final int GET_CONFIG = 6;
  private static final int LOG_CLUSTER_MSG = 7;
  private static final int GET_CLUSTER_LOG = 8;
  private static final int UNKNOWN_OPERATION = 9;
  private static final int GET_RRD_DUMP = 10;
  private static final int GET_GUEST_CONFIG_PROPERTY = 11;
  private static final int GET_GUEST_CONFIG_PROPERTIES = 13;

  private static final byte[] NOTHING = {};
  private static final byte[] PRIVATE = "priv/none\0".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] STATUS =
      Arrays.copyOf("kv/a".getBytes(StandardCharsets.US_ASCII), 258);
  private static final byte[] LOG_MESSAGE =
      "\6\2\2u\0t\0message\0".getBytes(StandardCharsets.US_ASCII);

  private static final int WWW_DATA = Identity.WEB_GROUP;
  private static final Identity GROUP = new Identity(33, WWW_DATA);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();

  @Test
  public void item17_rootReadsAndWrites() throws Exception {
    serve();
    assertEquals(-Errno.ENOENT, call(Identity.ROOT, GET_CONFIG, PRIVATE));
  }

  @Test
  public void items12_18_19_theGroupReadsWhoeverTheUserIs() throws Exception {
    serve();
    for (int uid : new int[] {0, 33, 1000}) {
      var client = new Identity(uid, WWW_DATA);
      assertEquals(0, call(client, GET_CLUSTER_INFO, NOTHING));
      assertEquals(-Errno.EPERM, call(client, GET_CONFIG, PRIVATE));
      assertEquals(-Errno.ECHRNG, call(client, UNKNOWN_OPERATION, NOTHING));
    }
  }

  /** Real ids count, as the kernel tells them: neither effective ids nor other groups. */
  @Test
  public void items21_22_realIdsAloneCount() throws Exception {
    serve();
    var asRoot =
        List.of(member(0, 0, Identity.NONE), member(0, WWW_DATA, 0), member(0, 0, WWW_DATA));
    for (Identity client : asRoot) {
      assertEquals(client.toString(), 0, call(client, SET_STATUS, STATUS));
    }
    var readOnly = new Identity(0, WWW_DATA, 0, 0, Identity.NONE);
    assertEquals(0, call(readOnly, GET_CLUSTER_INFO, NOTHING));
    assertEquals(-Errno.EPERM, call(readOnly, SET_STATUS, STATUS));
    isRefused(new Identity(33, 0, 0, 0, Identity.NONE));
  }

  private static Identity member(int gid, int effectiveGid, int supplementaryGid) {
    return new Identity(0, gid, 0, effectiveGid, supplementaryGid);
  }

  @Test
  public void items61_90_105_theGroupSetsNothingWhateverThePayload() throws Exception {
    serve();
    byte[] measurement = Arrays.copyOf("rrd/z".getBytes(StandardCharsets.US_ASCII), 258);
    for (byte[] payload : List.of(NOTHING, STATUS, measurement)) {
      assertEquals(-Errno.EPERM, call(GROUP, SET_STATUS, payload));
    }
    for (byte[] payload : List.of(NOTHING, LOG_MESSAGE)) {
      assertEquals(-Errno.EPERM, call(GROUP, LOG_CLUSTER_MSG, payload));
    }
  }

  @Test
  public void items99_112_125_theGroupReadsLogMeasurementsAndGuests() throws Exception {
    serve();
    assertEquals(0, call(GROUP, GET_CLUSTER_LOG, new byte[17]));
    assertEquals(0, call(GROUP, GET_RRD_DUMP, NOTHING));
    byte[] oneName = "\0\0\0\0lock\0".getBytes(StandardCharsets.US_ASCII);
    assertEquals(0, call(GROUP, GET_GUEST_CONFIG_PROPERTY, oneName));
    byte[] counted = "\0\0\0\0\1lock\0".getBytes(StandardCharsets.US_ASCII);
    assertEquals(0, call(GROUP, GET_GUEST_CONFIG_PROPERTIES, counted));
  }

  @Test
  public void item20_nobodyElseComesIn() throws Exception {
    serve();
    for (Identity client :
        List.of(
            new Identity(0, 1),
            new Identity(1000, 0),
            new Identity(1000, 1000),
            new Identity(33, 1000),
            new Identity(65534, 65534))) {
      isRefused(client);
    }
  }

  @Test
  public void theGroupIsAnOption() throws Exception {
    serve("--group", "daemon");
    int daemon = Identity.group("daemon");
    assertEquals(0, call(new Identity(1000, daemon), GET_CLUSTER_INFO, NOTHING));
    isRefused(new Identity(33, WWW_DATA));
  }

  @Test
  public void aMachineWithoutTheGroupServesRootAloneAndWarnsOnce() throws Exception {
    Program program = serve("--group", "no-such-group");
    assertEquals(0, call(Identity.ROOT, GET_CLUSTER_INFO, NOTHING));
    List<String> warnings = program.warnings();
    assertEquals(program.errorLines().toString(), 1, warnings.size());
    assertThat(warnings.get(0), containsString("there is no group no-such-group"));
    isRefused(new Identity(33, WWW_DATA));
  }

  private Program serve(String... more) {
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    String[] arguments = new String[more.length + 5];
    System.arraycopy(
        new String[] {"serve", "--service", service, "--db", database}, 0, arguments, 0, 5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return programs.startService(service, arguments);
  }

  /** Asks once, on a connection of its own, and gives the response's error. */
  private int call(Identity identity, int id, byte[] payload) throws Exception {
    return identity.run(
        () -> {
          try (var client = LibqbClient.connect(service)) {
            return client.call(id, payload).error();
          }
        });
  }

  private void isRefused(Identity identity) {
    QbException refused =
        assertThrows(
            identity.toString(),
            QbException.class,
            () -> call(identity, GET_CLUSTER_INFO, NOTHING));
    assertEquals(identity.toString(), Errno.EPERM, refused.errno());
  }
}
