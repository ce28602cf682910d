package dev.qbipc.client.impl;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.qbipc.VertxUnitParameters;
import dev.qbipc.linux.memory.Futex;
import dev.qbipc.testing.Patience;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.vertx.core.internal.Closeable;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;
import org.junit.runners.Parameterized.UseParametersRunnerFactory;

/** The wait for slow responses, the way of new kernels and that of old ones. */
@RunWith(Parameterized.class)
@UseParametersRunnerFactory(VertxUnitParameters.class)
public class ResponseWaitTest {

  private static final String NAME = "response-wait-test";

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

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

  @Parameters(name = "{0}")
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
    private final Async found;
    private final long since = System.nanoTime();
    private int looks;

    Response(TestContext test) {
      found = test.async();
      word.clear();
    }

    void await() {
      loop.execute(() -> wait.await(this));
    }

    void post() {
      word.setInt(0, 1);
      Futex.wake(semaphore());
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
  public void responseIsFound(TestContext test) {
    var response = new Response(test);
    response.await();
    response.post();
    response.found.awaitSuccess();
  }

  @Test
  public void responseThatIsThereIsFound(TestContext test) {
    var response = new Response(test);
    response.post();
    response.await();
    response.found.awaitSuccess();
  }

  @Test
  public void eachOfManyIsFound(TestContext test) {
    List<Response> responses = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      var response = new Response(test);
      responses.add(response);
      response.await();
    }
    for (int i = responses.size() - 1; i >= 0; i--) {
      responses.get(i).post();
      responses.get(i).found.awaitSuccess();
      assertEquals(i == 0, responses.get(0).found.isCompleted());
    }
  }

  @Test
  public void cancelledWaitIsLeftAlone(TestContext test) throws Exception {
    var cancelled = new Response(test);
    var other = new Response(test);
    cancelled.await();
    eventLoop.submit(() -> cancelled.wait.cancel(cancelled)).get();
    int looks = cancelled.looks;
    cancelled.post();
    other.await();
    other.post();
    other.found.awaitSuccess();
    eventLoop.submit(() -> assertEquals(looks, cancelled.looks)).get();
    assertFalse(cancelled.found.isCompleted());
    cancelled.found.complete();
  }

  /** What a server does to a semaphore that it truncates away: no client is woken. */
  @Test
  public void responseWithoutAWakeUpIsFoundInTheEnd(TestContext test) {
    var response = new Response(test);
    response.await();
    Thread.yield();
    response.word.setInt(0, 1);
    response.found.awaitSuccess();
  }
}
