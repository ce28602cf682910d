package dev.qbipc.client.impl;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.qbipc.linux.memory.Futex;
import dev.qbipc.testing.Patience;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.vertx.core.internal.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;

/** The wait for slow responses, the way of new kernels and that of old ones. */
@RunWith(Parameterized.class)
public class ResponseWaitTest {

  private static final String NAME = "response-wait-test";

  private final EventLoop eventLoop = new DefaultEventLoop();
  private final ClientLoop loop = new ClientLoop(eventLoop, failure -> {});
  private final Supplier<ResponseWait> waits;
  private final boolean isShared;
  private final List<ResponseWait> made = new ArrayList<>();
  private ResponseWait shared;

  public ResponseWaitTest(String name, boolean isShared, Supplier<ResponseWait> waits) {
    this.isShared = isShared;
    this.waits = waits;
  }

  @Parameterized.Parameters(name = "{0}")
  public static Object[][] ways() {
    Supplier<ResponseWait> futex = () -> new FutexResponseWait(NAME);
    Supplier<ResponseWait> timed = TimedResponseWait::new;
    return new Object[][] {{"futex_waitv", true, futex}, {"timer", false, timed}};
  }

  @After
  public void end() {
    for (ResponseWait wait : made) {
      if (wait instanceof Closeable closeable) {
        closeable.close();
      }
    }
    eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** What a client waits with. */
  private ResponseWait waitForClient() {
    if (shared == null || !isShared) {
      shared = waits.get();
      made.add(shared);
    }
    return shared;
  }

  /** A response in memory of this process. */
  private final class Response implements ResponseWait.Pending {

    private final Memory word = new Memory(Integer.BYTES);
    private final ResponseWait wait = waitForClient();
    private final CountDownLatch found = new CountDownLatch(1);
    private final long since = System.nanoTime();
    private int looks;

    Response() {
      word.clear();
    }

    void await() {
      loop.execute(() -> wait.await(this));
    }

    void post() {
      word.setInt(0, 1);
      Futex.wake(semaphore());
    }

    boolean isFound() throws InterruptedException {
      return found.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public ClientLoop loop() {
      return loop;
    }

    @Override
    public long semaphore() {
      return Pointer.nativeValue(word);
    }

    @Override
    public long since() {
      return since;
    }

    @Override
    public void look() {
      looks++;
      if (word.getInt(0) != 0) {
        found.countDown();
      } else {
        wait.cancel(this);
        wait.await(this);
      }
    }
  }

  @Test
  public void responseIsFound() throws InterruptedException {
    var response = new Response();
    response.await();
    response.post();
    assertTrue(response.isFound());
  }

  @Test
  public void responseThatIsThereIsFound() throws InterruptedException {
    var response = new Response();
    response.post();
    response.await();
    assertTrue(response.isFound());
  }

  @Test
  public void eachOfManyIsFound() throws InterruptedException {
    List<Response> responses = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      var response = new Response();
      responses.add(response);
      response.await();
    }
    for (int i = responses.size() - 1; i >= 0; i--) {
      responses.get(i).post();
      assertTrue(responses.get(i).isFound());
      assertEquals(i > 0, responses.get(0).found.getCount() > 0);
    }
  }

  @Test
  public void cancelledWaitIsLeftAlone() throws Exception {
    var cancelled = new Response();
    var other = new Response();
    cancelled.await();
    eventLoop.submit(() -> cancelled.wait.cancel(cancelled)).get();
    int looks = cancelled.looks;
    cancelled.post();
    other.await();
    other.post();
    assertTrue(other.isFound());
    eventLoop.submit(() -> assertEquals(looks, cancelled.looks)).get();
    assertFalse(cancelled.found.await(0, TimeUnit.SECONDS));
  }

  /** What a server does to a semaphore that it truncates away: no client is woken. */
  @Test
  public void responseWithoutAWakeUpIsFoundInTheEnd() throws InterruptedException {
    var response = new Response();
    response.await();
    Thread.yield();
    response.word.setInt(0, 1);
    assertTrue(response.isFound());
  }
}
