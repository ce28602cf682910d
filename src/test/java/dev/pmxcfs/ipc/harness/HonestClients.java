package dev.pmxcfs.ipc.harness;

import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.Eventually;
import dev.qbipc.hostile.Repeating;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Two well-behaved clients of the real libqb: one stays and asks about every millisecond, the other
 * connects for each of its questions. Neither is ever to fail, whatever others do.
 */
public final class HonestClients implements AutoCloseable {

  private static final int GET_CLUSTER_INFO = 2;
  private static final int SERVED = 20;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final String service;
  private final AtomicLong connects = new AtomicLong();
  private final SteadyClient staying;
  private final Repeating coming;

  private HonestClients(String service) {
    this.service = service;
    staying = new SteadyClient(service);
    coming = new Repeating("client that comes and goes", this::comeAndGo);
  }

  /** Has them begin. */
  public static HonestClients of(String service) {
    return new HonestClients(service);
  }

  private void comeAndGo() {
    try (var client = LibqbClient.connect(service)) {
      LibqbMessage answer = client.call(GET_CLUSTER_INFO, new byte[0]);
      assertTrue("" + answer, answer.error() == 0 && answer.payload().length > 0);
    }
    connects.incrementAndGet();
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  /** Checks that both were served so far, and goes on when they have been served again. */
  public void assertServed() {
    staying.assertServed();
    long enough = connects.get() + SERVED;
    Eventually.assertBecomes(
        "the coming client served", true, () -> !coming.goesOn() || connects.get() >= enough);
    if (!coming.goesOn()) {
      coming.close();
    }
  }

  /** Ends them, and fails if anything was wrong. */
  @Override
  public void close() {
    try (staying) {
      coming.close();
    }
  }
}
