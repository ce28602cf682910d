package dev.pmxcfs.cluster.corosync;

import dev.pmxcfs.cluster.group.GroupThread;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * An event loop that is for one group alone. What corosync tells comes to the thread that does it,
 * which no other thread has to be woken up for; and a disk may block it, which makes nobody wait
 * but this group.
 */
public final class GroupLoop {

  /** So long nothing more comes of what is being closed. */
  private static final long QUIET_MILLIS = 200;

  private static final long END_MILLIS = 5_000;

  private final ContextInternal context;
  private final GroupThread thread;

  private GroupLoop(ContextInternal context) {
    this.context = context;
    thread = new GroupThread(context.nettyEventLoop());
  }

  /**
   * Starts it. It ends after Vert.x, whose clients are closed on it.
   *
   * @param name of its thread, a daemon
   */
  public static GroupLoop start(VertxInternal vertx, String name) {
    ThreadFactory threads = task -> thread(task, name);
    var group = new MultiThreadIoEventLoopGroup(1, threads, EpollIoHandler.newFactory());
    ContextInternal context =
        vertx
            .contextBuilder()
            .withThreadingModel(ThreadingModel.EVENT_LOOP)
            .withEventLoop(group.next())
            .build();
    vertx
        .closeFuture()
        .add(
            closed -> {
              group.shutdownGracefully(QUIET_MILLIS, END_MILLIS, TimeUnit.MILLISECONDS);
              closed.succeed();
            });
    return new GroupLoop(context);
  }

  private static Thread thread(Runnable task, String name) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** On which corosync's events arrive. */
  public ContextInternal context() {
    return context;
  }

  /** Has things done on the event loop. */
  public GroupThread thread() {
    return thread;
  }
}
