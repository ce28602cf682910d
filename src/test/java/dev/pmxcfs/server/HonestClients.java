package dev.pmxcfs.server;

import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.Eventually;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Two well-behaved clients of the real libqb: one stays and asks about every millisecond, the other
 * connects for each of its questions. Neither is ever to fail, whatever others do.
 */
final class HonestClients implements AutoCloseable {

  private static final int GET_FS_VERSION = 1;
  private static final int GET_CLUSTER_INFO = 2;
  private static final int SERVED = 20;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final byte[] NOTHING = {};

  private final String service;
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong connects = new AtomicLong();
  private final Thread staying = new Thread(this::stay, "honest client that stays");
  private final Thread coming = new Thread(this::comeAndGo, "honest client that comes and goes");
  private volatile Throwable failure;
  private volatile boolean ended;

  private HonestClients(String service) {
    this.service = service;
  }

  /** Has them begin. */
  static HonestClients of(String service) {
    var clients = new HonestClients(service);
    clients.staying.start();
    clients.coming.start();
    return clients;
  }

  private void stay() {
    try (var client = LibqbClient.connect(service)) {
      byte[] expected = right(client.call(GET_FS_VERSION, NOTHING));
      while (!ended) {
        byte[] answer = right(client.call(GET_FS_VERSION, NOTHING));
        assertTrue("the answer has changed", Arrays.equals(expected, answer));
        answers.incrementAndGet();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  private void comeAndGo() {
    try {
      while (!ended) {
        try (var client = LibqbClient.connect(service)) {
          right(client.call(GET_CLUSTER_INFO, NOTHING));
        }
        connects.incrementAndGet();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  private static byte[] right(LibqbMessage answer) {
    if (answer.error() != 0 || answer.payload().length == 0) {
      throw new AssertionError("wrong answer: " + answer);
    }
    return answer.payload();
  }

  /** Checks that both were served so far, and goes on when they have been served again. */
  void assertServed() {
    long enoughAnswers = answers.get() + SERVED;
    long enoughConnects = connects.get() + SERVED;
    Eventually.assertBecomes(
        "honest clients served",
        true,
        () ->
            failure != null || answers.get() >= enoughAnswers && connects.get() >= enoughConnects);
    if (failure != null) {
      throw new AssertionError("an honest client was harmed: " + failure, failure);
    }
  }

  @Override
  public void close() {
    ended = true;
    try {
      staying.join();
      coming.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
