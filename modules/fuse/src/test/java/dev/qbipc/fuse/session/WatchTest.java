package dev.qbipc.fuse.session;

import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.Patience;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** The thread by which calls are answered that nobody answers. */
public class WatchTest {

  /** Each look fails, as without memory for one more reader. */
  private static final class Failing implements Watch.Watched {
    final CountDownLatch looks = new CountDownLatch(5);

    @Override
    public boolean hasRequests() {
      return true;
    }

    @Override
    public void letGo() {}

    @Override
    public void expire() {
      looks.countDown();
      throw new OutOfMemoryError("as the test wants it");
    }

    @Override
    public boolean isExhausted() {
      return false;
    }

    @Override
    public void grow() {}
  }

  @Test
  public void itLooksOnWhateverFails() throws InterruptedException {
    var failing = new Failing();
    var watch = new Watch("test", failing, TimeUnit.MILLISECONDS.toNanos(4));
    watch.start();
    assertTrue(failing.looks.await(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS));
    watch.stop();
  }
}
