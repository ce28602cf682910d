package dev.qbipc.linux.event;

import static dev.qbipc.linux.libc.Libc.libc;

import dev.qbipc.linux.libc.Libc;
import dev.qbipc.testing.Patience;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.RunTestOnContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** A descriptor on an event loop. */
@RunWith(VertxUnitRunner.class)
public class SocketWatchTest {

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule
  public final RunTestOnContext loop =
      new RunTestOnContext(() -> Vertx.vertx(new VertxOptions().setPreferNativeTransport(true)));

  private static final class Seen implements SocketWatch.Handler {

    private final Promise<Boolean> readable = Promise.promise();

    @Override
    public void ready(boolean isReadable, boolean hungUp) {
      readable.tryComplete(isReadable);
    }

    @Override
    public void failed(Throwable cause) {
      readable.tryFail(cause);
    }
  }

  private static ContextInternal context() {
    return (ContextInternal) Vertx.currentContext();
  }

  @Test
  public void aDescriptorWithBytesIsReadable(TestContext test) {
    int fd = libc().eventfd(1, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
    var seen = new Seen();
    SocketWatch.start(context(), fd, seen)
        .compose(watch -> seen.readable.future().onComplete(any -> watch.stop()))
        .onComplete(
            test.asyncAssertSuccess(
                readable -> {
                  test.assertTrue(readable);
                  libc().close(fd);
                }));
  }

  /** The kernel does not watch regular files, which shows when something is to be reported. */
  @Test
  public void aDescriptorThatTheKernelRefusesFailsTheFuture(TestContext test) {
    int fd = libc().open(Libc.path("/proc/self/maps"), Libc.O_RDONLY | Libc.O_CLOEXEC, 0);
    SocketWatch.start(context(), fd, new Seen())
        .onComplete(test.asyncAssertFailure(cause -> libc().close(fd)));
  }

  @Test
  public void aDescriptorThatIsNoneFailsTheFuture(TestContext test) {
    SocketWatch.start(context(), Integer.MAX_VALUE, new Seen())
        .onComplete(test.asyncAssertFailure());
  }
}
