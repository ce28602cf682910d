package dev.pmxcfs.ipc.harness;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.Eventually;
import dev.qbipc.hostile.Repeating;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A well-behaved client of the real libqb that asks for the same about every millisecond, and looks
 * at each answer. It is never to fail, whatever others do.
 */
public final class SteadyClient implements AutoCloseable {

  private static final int GET_FS_VERSION = 1;
  private static final int SERVED = 20;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final LibqbClient client;
  private final byte[] expected;
  private final AtomicLong answers = new AtomicLong();
  private final Repeating asking;

  public SteadyClient(String service) {
    client = LibqbClient.connect(service);
    expected = answer();
    String text = new String(expected, StandardCharsets.UTF_8);
    assertTrue(text, text.contains("\"starttime\""));
    asking = new Repeating("steady client", this::ask);
  }

  private byte[] answer() {
    LibqbMessage answer = client.call(GET_FS_VERSION, new byte[0]);
    assertEquals(0, answer.error());
    return answer.payload();
  }

  private void ask() {
    assertArrayEquals(expected, answer());
    answers.incrementAndGet();
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  /** Checks that it goes on being answered. */
  public void assertServed() {
    long enough = answers.get() + SERVED;
    Eventually.assertBecomes(
        "the steady client served", true, () -> !asking.goesOn() || answers.get() >= enough);
    if (!asking.goesOn()) {
      asking.close();
    }
  }

  /** Ends it, and fails if anything was wrong. */
  @Override
  public void close() {
    try {
      asking.close();
    } finally {
      client.close();
    }
  }
}
