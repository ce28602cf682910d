package dev.pmxcfs.ipc.service;

import static dev.qbipc.AsyncAssertions.await;
import static dev.qbipc.AsyncAssertions.onThread;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;

import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.harness.AdminShell;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.harness.PveClient;
import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/**
 * The program as the Perl module PVE::IPCC uses it (operations, section 3, and items 23 to 27 and
 * 133 of operations, section 13).
 */
@RunWith(VertxUnitRunner.class)
public class PveClientTest {

  private static final int GET_CLUSTER_INFO = 2;
  private static final int SET_STATUS = 4;
  private static final int UNKNOWN_OPERATION = 9;
  private static final int VERIFY_TOKEN = 12;

  private static final int NAME_FIELD = 256;

  private static final byte[] NOTHING = {};

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = Program.newService();
  private Program program;
  private Path flag;
  private PveClient client;

  @Before
  public void start() {
    serve();
    flag = folder.getRoot().toPath().resolve("cfs-restart-flag");
    client = new PveClient(service, flag, Program.PATIENCE);
  }

  @After
  public void disconnect() {
    client.close();
  }

  private void serve() {
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    program = programs.startService(service, "serve", "--service", service, "--db", database);
  }

  private LibqbMessage sendAndReceive(int id, byte[] payload) {
    return client.call(id, payload);
  }

  /** No payload and no error: undef with errno 0. */
  @Test
  public void item23_successWithoutAPayload() {
    byte[] payload = Arrays.copyOf("kv/a".getBytes(US_ASCII), NAME_FIELD + 4);
    System.arraycopy("val\0".getBytes(US_ASCII), 0, payload, NAME_FIELD, 4);
    isErrorAlone(0, sendAndReceive(SET_STATUS, payload));
  }

  @Test
  public void item24_unknownOperation() {
    isErrorAlone(-Errno.ECHRNG, sendAndReceive(UNKNOWN_OPERATION, NOTHING));
  }

  /** A forked child forgets its parent's connection, does not close it, and makes its own. */
  @Test
  public void item25_childAndParentAreBothAnswered() {
    LibqbMessage before = sendAndReceive(GET_CLUSTER_INFO, NOTHING);
    Program.Result child = Program.run("call", "--service", service, "GET_CLUSTER_INFO");
    assertEquals(child.errors().toString(), 0, child.status());
    assertEquals(new String(before.payload(), US_ASCII), child.text());
    LibqbMessage after = sendAndReceive(GET_CLUSTER_INFO, NOTHING);
    assertEquals(child.text(), new String(after.payload(), US_ASCII));
  }

  @Test
  public void item26_withoutAServerTheFlagIsWaitedForAndRemoved() throws Exception {
    program.terminate();
    program.awaitEnd(Program.PATIENCE);
    var impatient = new PveClient(service, flag, Duration.ofMillis(1));
    QbException atOnce = assertThrows(QbException.class, () -> impatient.call(GET_CLUSTER_INFO));
    assertEquals(Errno.ECONNREFUSED, atOnce.errno());
    Files.createFile(flag);
    QbException late = assertThrows(QbException.class, () -> impatient.call(GET_CLUSTER_INFO));
    assertEquals(Errno.ECONNREFUSED, late.errno());
    assertFalse(Files.exists(flag));
  }

  @Test
  public void item27_aRestartIsOneSlowCall(TestContext test) throws Exception {
    byte[] before = sendAndReceive(GET_CLUSTER_INFO, NOTHING).payload();
    Files.createFile(flag);
    program.terminate();
    assertEquals(0, program.awaitEnd(Program.PATIENCE).status());
    Async restart = onThread(test, this::serve);
    LibqbMessage after = sendAndReceive(GET_CLUSTER_INFO, NOTHING);
    restart.awaitSuccess(Program.PATIENCE.toMillis());
    assertEquals(0, after.error());
    assertEquals(new String(before, US_ASCII), new String(after.payload(), US_ASCII));
  }

  /** 1, 0, and death with the errno's message. */
  @Test
  public void item133_verifyToken(TestContext test) throws Exception {
    Vertx vertx = EpollVertx.start(1);
    try {
      AdminShell.on(vertx, service)
          .run("mkdir /etc/pve/priv; printf 'root@pam!tok secret\\n' > /etc/pve/priv/token.cfg");
    } finally {
      await(test, vertx.close());
    }
    isErrorAlone(0, verifyToken("root@pam!tok secret"));
    isErrorAlone(-Errno.ENOENT, verifyToken("root@pam!tok other"));
    isErrorAlone(-Errno.EINVAL, verifyToken("root@pam!tok\n secret"));
  }

  private LibqbMessage verifyToken(String token) {
    return sendAndReceive(VERIFY_TOKEN, (token + "\0").getBytes(US_ASCII));
  }

  private static void isErrorAlone(int error, LibqbMessage response) {
    assertEquals(error, response.error());
    assertEquals(0, response.payload().length);
  }
}
