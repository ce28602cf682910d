package dev.pmxcfs.ipc.process;

import io.vertx.core.impl.VertxThread;
import io.vertx.core.spi.VertxThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Makes the threads of Vert.x, which finds this class by its service file. Threads are made when
 * they are first needed, which may be by a module; they would inherit its class loader, and keep it
 * for as long as they live. The process ends with an event loop's.
 */
public final class ProgramThreadFactory implements VertxThreadFactory {

  @Override
  public VertxThread newVertxThread(
      Runnable target, String name, boolean worker, long maxExecTime, TimeUnit maxExecTimeUnit) {
    Runnable run = isEventLoop(target, worker) ? EmergencyExit.eventLoop(target, name) : target;
    VertxThread thread =
        VertxThreadFactory.super.newVertxThread(run, name, worker, maxExecTime, maxExecTimeUnit);
    thread.setContextClassLoader(ProgramThreadFactory.class.getClassLoader());
    return thread;
  }

  /** At its own end, Vert.x has threads that are no workers run single tasks: those end. */
  private static boolean isEventLoop(Runnable target, boolean worker) {
    return !worker && target.getClass().getName().startsWith("io.netty.");
  }
}
