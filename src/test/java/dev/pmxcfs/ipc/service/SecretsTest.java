package dev.pmxcfs.ipc.service;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.cli.base.ModuleOptions;
import dev.pmxcfs.ipc.harness.Identity;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.modules.KnownOperations;
import dev.pmxcfs.ipc.modules.KnownOperations.KnownOperation;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Secrets of the configuration are in no log, and readers of the group do not get at them. */
public class SecretsTest {

  private static final String NODE = "secretive";
  private static final String TOKEN = "root@pam!secrets";
  private static final String SECRET = "d5e1f1c4-never-in-a-log";
  private static final String WRONG = "c0ffee-a-wrong-one";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  @Test
  public void tokensAreNotLoggedEvenAtTraceLevel() throws Exception {
    String service = Program.newService();
    Path database = folder.getRoot().toPath().resolve("config.db");
    Program server =
        programs.startService(
            List.of(),
            service,
            "serve",
            "--service",
            service,
            "--db",
            database.toString(),
            "--log-level",
            "trace");
    putTokens(service);
    try (var client = LibqbClient.connect(service)) {
      assertEquals(0, verify(client, SECRET));
      assertEquals(-Errno.ENOENT, verify(client, WRONG));
      // One that does not end with a NUL, and one of another operation.
      byte[] unended = (TOKEN + " " + SECRET).getBytes(StandardCharsets.UTF_8);
      client.call(operation("VERIFY_TOKEN").id(), unended);
      client.call(operation("SET_STATUS").id(), unended);
    }
    String log = String.join("\n", server.errorLines());
    assertThat("it logs at this level", log, containsString("TRACE"));
    assertThat(log, not(containsString(SECRET)));
    assertThat(log, not(containsString(WRONG)));
  }

  /** However its path is written; root, for comparison, reads it. */
  @Test
  @Needs(Requirement.ROOT)
  public void privateFilesAreClosedToTheGroupUnderEverySpelling() throws Exception {
    String service = Program.newService();
    Path database = folder.getRoot().toPath().resolve("config.db");
    programs.startService(
        service, "serve", "--service", service, "--db", database.toString(), "--node", NODE);
    for (String directory : List.of("nodes", "nodes/" + NODE, "nodes/" + NODE + "/priv")) {
      InProcess.run("config", "mkdir", "--service", service, directory);
    }
    putTokens(service);
    put(service, "nodes/" + NODE + "/priv/key", SECRET);
    int group = Identity.WEB_GROUP;
    for (String path : List.of("priv/token.cfg", "nodes/" + NODE + "/priv/key")) {
      assertThat(text(read(service, Identity.ROOT, path)), containsString(SECRET));
      for (String spelling : plainSpellings(path)) {
        assertThat(text(read(service, Identity.ROOT, spelling)), containsString(SECRET));
        LibqbMessage answer = read(service, new Identity(group, group), spelling);
        assertEquals(spelling, -Errno.EPERM, answer.error());
        assertEquals(spelling, 0, answer.payload().length);
      }
      for (String spelling : otherSpellings(path)) {
        LibqbMessage answer = read(service, new Identity(group, group), spelling);
        assertTrue(
            spelling + ": " + answer.error(),
            answer.error() == -Errno.EPERM || answer.error() == -Errno.ENOENT);
        assertEquals(spelling, 0, answer.payload().length);
      }
    }
  }

  /** Those under which the file is found. */
  private static List<String> plainSpellings(String path) {
    var spellings =
        new ArrayList<>(List.of(path, "/" + path, "//" + path, path + "/", path + "//"));
    spellings.addAll(List.of(path.replace("/", "//"), "/" + path.replace("/", "///") + "/"));
    spellings.add(path + "\0/x");
    return spellings;
  }

  /** Those that lead to it elsewhere, and must not here. */
  private static List<String> otherSpellings(String path) {
    var spellings = new ArrayList<>(List.of("./" + path, path.replace("/", "/./")));
    spellings.addAll(List.of("x/../" + path, "nodes/../" + path, "local/../../../" + path));
    spellings.addAll(
        List.of(path.toUpperCase(Locale.ROOT), " " + path, path + " ", "local/priv/key"));
    spellings.addAll(List.of(path.replace("priv", "priv/."), path.replace("priv", "%70riv")));
    return spellings;
  }

  private static String text(LibqbMessage answer) {
    return new String(answer.payload(), StandardCharsets.UTF_8);
  }

  private static LibqbMessage read(String service, Identity identity, String path)
      throws Exception {
    byte[] payload = (path + "\0").getBytes(StandardCharsets.UTF_8);
    // looked up as root: the checkout may be closed to others
    int id = operation("GET_CONFIG").id();
    return identity.run(
        () -> {
          try (var client = LibqbClient.connect(service)) {
            return client.call(id, payload);
          }
        });
  }

  private static void put(String service, String path, String contents) {
    byte[] bytes = contents.getBytes(StandardCharsets.UTF_8);
    var put = InProcess.run(bytes, "config", "put", "--service", service, path, "-");
    assertEquals(put.errors().toString(), 0, put.status());
  }

  private static void putTokens(String service) {
    assertEquals(0, InProcess.run("config", "mkdir", "--service", service, "priv").status());
    put(service, "priv/token.cfg", TOKEN + " " + SECRET + "\n");
  }

  private static KnownOperation operation(String name) {
    return KnownOperations.in(new ModuleOptions().directory()).find(name).orElseThrow();
  }

  private static int verify(LibqbClient client, String secret) {
    byte[] payload = operation("VERIFY_TOKEN").encode(List.of(TOKEN, secret)).getBytes();
    return client.call(operation("VERIFY_TOKEN").id(), payload).error();
  }
}
