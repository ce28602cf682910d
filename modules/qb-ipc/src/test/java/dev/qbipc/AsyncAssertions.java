package dev.qbipc;

import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;

/**
 * What tests with vertx-unit need beside its own assertions. libqb's client blocks, so that a test
 * with one takes its steps on JUnit's thread, and waits there between them.
 */
public final class AsyncAssertions {

  private AsyncAssertions() {}

  /**
   * Waits until a future has succeeded, or fails the test with what it failed with.
   *
   * @return what it succeeded with
   */
  public static <T> T await(TestContext test, Future<T> future) {
    Async succeeded = test.async();
    future.onComplete(test.asyncAssertSuccess(done -> succeeded.complete()));
    succeeded.awaitSuccess(Patience.LIMIT.toMillis());
    return future.result();
  }

  /** Waits until a future has failed, and looks at what it failed with. */
  public static void awaitFailure(TestContext test, Future<?> future, Handler<Throwable> asserts) {
    Async failed = test.async();
    future.onComplete(
        test.asyncAssertFailure(
            e -> {
              asserts.handle(e);
              failed.complete();
            }));
    failed.awaitSuccess(Patience.LIMIT.toMillis());
  }

  /** Waits until a future has failed with an errno. */
  public static void awaitErrno(TestContext test, int errno, Future<?> future) {
    awaitFailure(test, future, e -> assertErrno(test, errno, e));
  }

  /**
   * Runs what blocks, as libqb's client does, beside the test on a thread of its own. What it
   * throws fails the test.
   *
   * @return completes when it is done
   */
  public static Async onThread(TestContext test, Runnable action) {
    Async done = test.async();
    Runnable verified =
        () -> {
          test.verify(begun -> action.run());
          done.complete();
        };
    var thread = new Thread(verified, "beside the test");
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  /** Takes a future that has to fail with an errno. */
  public static <T> Handler<AsyncResult<T>> asyncAssertErrno(TestContext test, int errno) {
    return test.asyncAssertFailure(e -> assertErrno(test, errno, e));
  }

  private static void assertErrno(TestContext test, int errno, Throwable failure) {
    test.assertTrue(failure instanceof QbException, String.valueOf(failure));
    test.assertEquals(Errno.name(errno), Errno.name(((QbException) failure).errno()));
  }
}
