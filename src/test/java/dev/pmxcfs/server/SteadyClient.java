package dev.pmxcfs.server;

import static org.junit.Assert.assertTrue;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A well-behaved client of the real libqb that asks all the time and looks at each answer. */
final class SteadyClient implements AutoCloseable {

  private static final int GET_FS_VERSION = 1;
  private static final int SERVED = 20;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final LibqbClient client;
  private final Thread thread = new Thread(this::ask, "steady client");
  private final AtomicLong answers = new AtomicLong();
  private volatile Throwable failure;
  private volatile boolean ended;

  SteadyClient(String service) {
    client = LibqbClient.connect(service);
    thread.start();
  }

  private void ask() {
    try {
      while (!ended) {
        LibqbMessage answer = client.call(GET_FS_VERSION, new byte[0]);
        String text = new String(answer.payload(), StandardCharsets.UTF_8);
        assertTrue(text, answer.error() == 0 && text.contains("\"starttime\""));
        answers.incrementAndGet();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  /** Checks that it goes on being answered. */
  void assertServed() throws InterruptedException {
    long goal = answers.get() + SERVED;
    long end = System.nanoTime() + Program.PATIENCE.toNanos();
    while (failure == null && answers.get() < goal && System.nanoTime() < end) {
      thread.join(1);
    }
    if (failure != null) {
      throw new AssertionError("the steady client was harmed", failure);
    }
    assertTrue("the steady client waits", answers.get() >= goal);
  }

  @Override
  public void close() {
    ended = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.close();
  }
}
