package dev.pmxcfs.ipc.service;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Identity;
import dev.pmxcfs.ipc.harness.OrdinaryUser;
import dev.pmxcfs.ipc.harness.Program;
import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A server that an ordinary user has started: that user may use it. */
@Needs(Requirement.ROOT)
public class OrdinaryUserTest {

  private static final int ID = 20_033;
  private static final Identity OWNER = new Identity(ID, ID);
  private static final Identity OTHER = new Identity(ID + 1, ID + 1);

  private static final int GET_CLUSTER_INFO = 2;
  private static final int SET_STATUS = 4;
  private static final byte[] NOTHING = {};
  private static final byte[] STATUS =
      Arrays.copyOf("kv/a".getBytes(StandardCharsets.US_ASCII), 258);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final String service = Program.newService();
  private OrdinaryUser user;
  private Path home;
  private Program server;

  /** As a dead server of root leaves one, with a file that no server takes for its own. */
  private Path leftByRoot;

  @Before
  public void serve() throws Exception {
    leftByRoot = Files.createDirectory(Path.of("/dev/shm", "qb-4194999-1-1-" + sixLetters()));
    Files.createFile(leftByRoot.resolve("kept"));
    Files.setPosixFilePermissions(leftByRoot, PosixFilePermissions.fromString("rwx------"));
    assertTrue(folder.getRoot().setExecutable(true, false));
    Path program = folder.newFolder("program").toPath();
    assertTrue(program.toFile().setReadable(true, false));
    assertTrue(program.toFile().setExecutable(true, false));
    user = new OrdinaryUser(ID, program);
    home = folder.newFolder("home").toPath();
    user.own(home);
    server =
        Program.startServiceAs(
            user, service, "serve", "--service", service, "--db", home + "/config.db");
  }

  private static String sixLetters() {
    return ThreadLocalRandom.current()
        .ints('a', 'z' + 1)
        .limit(6)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  @After
  public void end() throws Exception {
    server.close();
    Files.delete(leftByRoot.resolve("kept"));
    Files.delete(leftByRoot);
  }

  /** Though it serves two services. */
  @Test
  public void whatItMayNotLookIntoIsSaidOnce() {
    List<String> lines =
        server.errorLines().stream()
            .filter(line -> line.contains("cannot be looked into"))
            .toList();
    assertEquals(server.errorLines().toString(), 1, lines.size());
    assertThat(lines.get(0), containsString("until a server with CAP_DAC_OVERRIDE starts"));
  }

  @Test
  public void itSaysSoAtItsStart() {
    List<String> lines =
        server.errorLines().stream().filter(line -> line.contains("started by")).toList();
    assertEquals(server.errorLines().toString(), 1, lines.size());
    assertThat(
        lines.get(0), containsString("started by user " + ID + ", who may do here what root may"));
  }

  @Test
  public void whoeverStartedItReadsAndWrites() throws Exception {
    assertEquals(0, call(OWNER, GET_CLUSTER_INFO, NOTHING));
    assertEquals(0, call(OWNER, SET_STATUS, STATUS));
    assertEquals(0, call(new Identity(ID, ID + 1), SET_STATUS, STATUS));
    assertEquals(ID, Files.getAttribute(home.resolve("config.db"), "unix:uid"));
  }

  @Test
  public void nobodyElseComesIn() {
    for (String name : List.of(service, service + "-admin")) {
      QbException refused =
          assertThrows(QbException.class, () -> OTHER.run(() -> LibqbClient.connect(name)));
      // at the admin service's door the client may find itself hung up on before it has asked
      boolean hungUp = name.endsWith("-admin") && refused.errno() == Errno.EPIPE;
      assertTrue(name + ": " + refused.errno(), refused.errno() == Errno.EPERM || hungUp);
    }
  }

  @Test
  public void whoeverStartedItHasAllCommands() {
    succeeds("config", "mkdir", "--service", service, "nodes");
    assertEquals("nodes/\n", succeeds("config", "ls", "--service", service));
    assertThat(
        succeeds("call", "--service", service, "GET_FS_VERSION"), containsString("starttime"));
    assertThat(succeeds("stats", "--service", service), containsString("connections"));
    assertThat(succeeds("modules", "list", "--service", service), containsString("config"));
    assertEquals("info\n", succeeds("log", "--service", service));
  }

  private String succeeds(String... command) {
    try (Program program = Program.startAs(user, command)) {
      Program.Result result = program.awaitEnd(Program.PATIENCE);
      assertEquals(result.errors().toString(), 0, result.status());
      return result.text();
    }
  }

  private int call(Identity identity, int id, byte[] payload) throws Exception {
    return identity.run(
        () -> {
          try (var client = LibqbClient.connect(service)) {
            return client.call(id, payload).error();
          }
        });
  }
}
