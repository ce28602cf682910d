package dev.pmxcfs.server;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.server.call.Operation;
import dev.qbipc.Errno;
import dev.qbipc.libqb.LibqbClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Secrets of the configuration are in no log, however much of it is asked for. */
public class SecretsTest {

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
            List.of("env", "JAVA_TOOL_OPTIONS=-Dorg.slf4j.simpleLogger.defaultLogLevel=trace"),
            service,
            "serve",
            "--service",
            service,
            "--db",
            database.toString());
    putTokens(service);
    try (var client = LibqbClient.connect(service)) {
      assertEquals(0, verify(client, SECRET));
      assertEquals(-Errno.ENOENT, verify(client, WRONG));
      // One that does not end with a NUL, and one of another operation.
      byte[] unended = (TOKEN + " " + SECRET).getBytes(StandardCharsets.UTF_8);
      client.call(Operation.VERIFY_TOKEN.id(), unended);
      client.call(Operation.SET_STATUS.id(), unended);
    }
    String log = String.join("\n", server.errorLines());
    assertThat("it logs at this level", log, containsString("TRACE"));
    assertThat(log, not(containsString(SECRET)));
    assertThat(log, not(containsString(WRONG)));
  }

  private static void putTokens(String service) {
    byte[] tokens = (TOKEN + " " + SECRET + "\n").getBytes(StandardCharsets.UTF_8);
    assertEquals(0, InProcess.run("config", "mkdir", "--service", service, "priv").status());
    var put = InProcess.run(tokens, "config", "put", "--service", service, "priv/token.cfg", "-");
    assertEquals(put.errors().toString(), 0, put.status());
  }

  private static int verify(LibqbClient client, String secret) {
    byte[] payload = Operation.VERIFY_TOKEN.encode(List.of(TOKEN, secret)).getBytes();
    return client.call(Operation.VERIFY_TOKEN.id(), payload).error();
  }
}
