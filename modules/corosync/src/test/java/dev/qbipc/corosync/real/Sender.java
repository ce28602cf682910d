package dev.qbipc.corosync.real;

import dev.qbipc.corosync.cpg.CpgGroup;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Sends many messages, as many at a time as the group takes. */
final class Sender {

  private Sender() {}

  /**
   * Sends messages.
   *
   * @param message the one with a number, from 0 on
   * @return completes when the last has been sent; fails when one was not
   */
  static Future<Void> send(Vertx vertx, CpgGroup group, int count, IntFunction<Buffer> message) {
    Promise<Void> done = Promise.promise();
    var next = new AtomicInteger();
    Handler<Void> pump =
        room -> {
          while (next.get() < count && !group.writeQueueFull()) {
            int number = next.getAndIncrement();
            Future<Void> sent = group.multicast(message.apply(number)).onFailure(done::tryFail);
            if (number == count - 1) {
              sent.onSuccess(done::tryComplete);
            }
          }
        };
    group.drainHandler(pump);
    // Where the group is at home, so that it is known at once when it is full.
    vertx.runOnContext(pump);
    return done.future();
  }
}
