package dev.pmxcfs.cluster.members;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A Vert.x whose timers end when a test says so, however long they are. */
final class ManualTimers {

  private final Vertx real;
  private final BlockingQueue<Timer> timers = new LinkedBlockingQueue<>();

  /** A timer that has been set. */
  record Timer(long millis, Context context, Handler<Long> handler) {

    /** Its time is over. */
    void end() {
      context.runOnContext(now -> handler.handle(0L));
    }
  }

  ManualTimers(Vertx real) {
    this.real = real;
  }

  /** The timers that were set and not taken yet, in their order. */
  BlockingQueue<Timer> timers() {
    return timers;
  }

  Vertx vertx() {
    return (Vertx)
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {VertxInternal.class}, this::invoke);
  }

  @SuppressWarnings("unchecked")
  private Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("setTimer")) {
      timers.add(
          new Timer((long) arguments[0], Vertx.currentContext(), (Handler<Long>) arguments[1]));
      return (long) timers.size();
    }
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
