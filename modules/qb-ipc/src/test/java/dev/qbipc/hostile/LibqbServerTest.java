package dev.qbipc.hostile;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.Eventually;
import dev.qbipc.conformance.RawClient;
import dev.qbipc.conformance.ServerProcess;
import dev.qbipc.conformance.ServiceOptions;
import dev.qbipc.conformance.SharedMemory;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * What the same attacks do to libqb's own server (protocol, appendix B): they reach a server, and
 * are no attacks on paper only.
 */
public class LibqbServerTest {

  private static final int KILLED_BY = 128;
  private static final int SIGBUS = 7;
  private static final int SIGFPE = 8;
  private static final int SIGSEGV = 11;

  @Rule public final TemporaryFolder elsewhere = new TemporaryFolder();

  private ServerProcess server;

  @Before
  public void startServer() {
    var options = new ServiceOptions().service("qb-hostile-libqb-" + ProcessHandle.current().pid());
    server = ServerProcess.startLibqb(List.of(), options);
  }

  @After
  public void endServer() throws IOException {
    server.close();
    for (Path directory : SharedMemory.directoriesOf(server.pid())) {
      for (String name : SharedMemory.names(directory)) {
        Files.delete(directory.resolve(name));
      }
      Files.delete(directory);
    }
  }

  private void assertDies(int signal, Consumer<RawClient> attack) {
    try (var intruder = RawClient.open(server.service(), ServerUnderAttack.MESSAGE_SIZE)) {
      Attack.use(intruder);
      attack.accept(intruder);
      assertEquals("exit code", KILLED_BY + signal, server.process().exitCode());
    }
  }

  @Test
  public void item80_ringSizeOfZeroKillsLibqb() {
    assertDies(
        SIGFPE,
        intruder -> {
          intruder.request().putHeaderInt(RingHeaderDescriptor.WORD_SIZE_OFFSET, 0);
          Attack.ask(intruder);
        });
  }

  @Test
  public void item81_writePointerOfResponsesKillsLibqb() {
    assertDies(
        SIGSEGV,
        intruder -> {
          intruder.response().putHeaderInt(RingHeaderDescriptor.WRITE_POINTER_OFFSET, 1 << 28);
          Attack.ask(intruder);
        });
  }

  @Test
  public void item85_truncatedRequestDataKillsLibqb() {
    assertDies(SIGBUS, Attack.REQUEST_DATA_TRUNCATED::strike);
  }

  @Test
  public void item86_truncatedRequestHeaderKillsLibqb() {
    assertDies(SIGBUS, Attack.REQUEST_HEADER_TRUNCATED::strike);
  }

  @Test
  public void item86_truncatedResponseDataKillsLibqb() {
    assertDies(SIGBUS, Attack.RESPONSE_DATA_TRUNCATED::strike);
  }

  @Test
  public void item82_pathsInTheHeaderMakeLibqbRemoveAnyFile() throws IOException {
    Path victim = elsewhere.newFile("victim").toPath();
    assertTrue(Files.exists(victim));
    try (var intruder = RawClient.open(server.service(), ServerUnderAttack.MESSAGE_SIZE)) {
      Attack.overwritePaths(intruder, victim);
    }
    Eventually.assertBecomes("victim is there", false, () -> Files.exists(victim));
    assertFalse(Files.exists(victim));
  }
}
