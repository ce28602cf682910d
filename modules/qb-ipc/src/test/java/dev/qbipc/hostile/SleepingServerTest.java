package dev.qbipc.hostile;

import static org.junit.Assert.assertEquals;

import dev.qbipc.conformance.ConformanceService;
import dev.qbipc.conformance.RawClient;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/** Conformance list H: files that are truncated while the reader and the client sleep for long. */
@RunWith(Parameterized.class)
public class SleepingServerTest {

  private static final Duration SILENCE = Duration.ofMillis(5);
  private static final int PAGE = 4096;

  /** Of two such requests the second begins on the ring's first page and ends on the next. */
  private static final byte[] PAYLOAD = new byte[3000];

  private static final int WARM_UP_CALLS = 40_000;
  private static final int CALLS_PER_SILENCE = 200;
  private static final int ROUNDS = 10;

  /** Those that come with a request; a truncated file by itself wakes no thread. */
  private static final List<Attack> ATTACKS =
      List.of(
          Attack.REQUEST_DATA_TRUNCATED,
          Attack.REQUEST_DATA_TRUNCATED_UNDER_A_CHUNK,
          Attack.RESPONSE_HEADER_TRUNCATED,
          Attack.RESPONSE_DATA_TRUNCATED,
          Attack.EVENT_HEADER_TRUNCATED,
          Attack.EVENT_DATA_TRUNCATED);

  @Parameter public boolean futexWaitv;

  @Parameter(1)
  public String jvmOption;

  @Parameters(name = "futex_waitv: {0}, {1}")
  public static Object[][] kinds() {
    return new Object[][] {
      {true, "-XX:+TieredCompilation"},
      {true, "-XX:-TieredCompilation"},
      {true, "-Xint"},
      {false, "-XX:+TieredCompilation"},
      {true, ServerUnderAttack.FAULTS_SKIP_HANDLERS},
    };
  }

  @Test
  public void items85And86_truncationAfterASilenceEndsTheConnectionAndNoOther() {
    var options = ServerUnderAttack.options(futexWaitv);
    try (var server = ServerUnderAttack.startSilent(List.of(jvmOption), options)) {
      warmUp(server);
      for (int round = 0; round < ROUNDS; round++) {
        ATTACKS.forEach(attack -> strikeAfterSilence(server, attack));
        askHalfAfterSilence(server);
      }
      server.endSilence();
      server.assertUnharmed();
      assertEquals(ROUNDS * (ATTACKS.size() + 1), server.violations());
    }
  }

  /** Compiles what takes requests: as long as it is interpreted, most faults show at once. */
  private static void warmUp(ServerUnderAttack server) {
    try (var client = LibqbClient.connect(server.service())) {
      for (int i = 0; i < WARM_UP_CALLS; i++) {
        if (i % CALLS_PER_SILENCE == 0) {
          LockSupport.parkNanos(SILENCE.toNanos());
        }
        assertEquals(0, client.call(ConformanceService.ECHO, PAYLOAD).error());
      }
    }
  }

  private static void strikeAfterSilence(ServerUnderAttack server, Attack attack) {
    try (var intruder = server.intruder()) {
      beSilent(intruder);
      attack.strike(intruder);
      intruder.awaitEnd();
    }
  }

  /** All that a request says of itself is there, but not all of the rest. */
  private static void askHalfAfterSilence(ServerUnderAttack server) {
    try (var intruder = server.intruder()) {
      intruder.send(ConformanceService.ECHO, PAYLOAD);
      intruder.receive();
      byte[] message = RawClient.requestOf(ConformanceService.ECHO, PAYLOAD);
      intruder.request().write(message, message.length, ChunkDescriptor.MAGIC_COMMITTED);
      assertEquals(PAGE, RingFile.resize(intruder.request().dataFile(), PAGE));
      beSilent(intruder);
      intruder.request().post();
      Attack.announce(intruder);
      intruder.awaitEnd();
      assertEquals("responses to half a request", 0, intruder.response().semaphore());
    }
  }

  /** Lets the reader fall asleep, and says that the client has. */
  private static void beSilent(RawClient client) {
    client.response().putHeaderInt(RingHeaderDescriptor.SEMAPHORE_WAITERS_OFFSET, 1);
    LockSupport.parkNanos(SILENCE.toNanos());
  }
}
