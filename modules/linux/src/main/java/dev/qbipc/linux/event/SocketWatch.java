package dev.qbipc.linux.event;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;

/**
 * Watches one descriptor on a Vert.x event loop, beside the loop's own channels: Netty 4.2 lets any
 * descriptor join its epoll. That is how a server keeps its own {@code accept} and {@code recvmsg},
 * which Netty's domain sockets cannot do the way libqb's clients need it.
 *
 * <p>All methods and the handler run on the event loop.
 */
public final class SocketWatch implements EpollIoHandle {

  /** What a watched descriptor has to say. */
  public interface Handler {

    /**
     * There is something to read, or the peer has hung up.
     *
     * @param readable whether bytes or connections wait
     * @param hungUp whether the peer is gone or has finished sending
     */
    void ready(boolean readable, boolean hungUp);

    /** There is room to write; called before {@link #ready}, and only if it was asked for. */
    default void writable() {}

    /**
     * Called when one of the others has thrown something; must not throw itself.
     *
     * @param cause what it has thrown
     */
    void failed(Throwable cause);
  }

  private static final int HANG_UP = EpollIoOps.EPOLLRDHUP.value() | EpollIoOps.EPOLLERR.value();
  // Always reported by the kernel; Netty has no name for it.
  private static final int EPOLLHUP = 0x10;

  /**
   * Reported anyway. Netty 4.2.17 takes a descriptor of which nothing is to be reported out of its
   * epoll, and fails to watch it again (DescriptorsTest).
   */
  private static final EpollIoOps ERRORS = EpollIoOps.EPOLLERR;

  private static final EpollIoOps READ_AND_HANG_UP = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLRDHUP);

  private final FileDescriptor fd;
  private Handler handler;
  private IoRegistration registration;

  /** What the kernel has been asked for. */
  private EpollIoOps reported;

  private SocketWatch(int fd, Handler handler) {
    this.fd = new FileDescriptor(fd);
    this.handler = handler;
  }

  /**
   * Watches a descriptor for reading and hang-up. The descriptor stays its owner's.
   *
   * @param context on whose event loop it is watched
   * @param fd an open descriptor that epoll takes
   * @param handler called on the event loop
   * @return the watch; fails if Netty or the kernel refuses the descriptor
   */
  public static Future<SocketWatch> start(ContextInternal context, int fd, Handler handler) {
    var watch = new SocketWatch(fd, handler);
    Promise<SocketWatch> promise = context.promise();
    var loop = (IoEventLoop) context.nettyEventLoop();
    loop.register(watch)
        .addListener(
            (io.netty.util.concurrent.Future<IoRegistration> registered) -> {
              if (registered.isSuccess()) {
                watch.begin(registered.getNow(), promise);
              } else {
                promise.fail(registered.cause());
              }
            });
    return promise.future();
  }

  /** Netty only logs what a listener throws. */
  private void begin(IoRegistration registration, Promise<SocketWatch> promise) {
    this.registration = registration;
    try {
      watchReading();
    } catch (RuntimeException e) {
      registration.cancel();
      promise.fail(e);
      return;
    }
    promise.complete(this);
  }

  /**
   * Reports to another handler from now on.
   *
   * @param handler called on the event loop
   */
  public void handler(Handler handler) {
    this.handler = handler;
  }

  /** Reports readability and hang-up. */
  public void watchReading() {
    report(READ_AND_HANG_UP);
  }

  /** Reports hang-up only. */
  public void watchHangUp() {
    report(EpollIoOps.EPOLLRDHUP);
  }

  /**
   * Reports hang-up, and what else is asked for.
   *
   * @param reading whether to report readability
   * @param writing whether to report room to write
   */
  public void watch(boolean reading, boolean writing) {
    EpollIoOps ops = reading ? READ_AND_HANG_UP : EpollIoOps.EPOLLRDHUP;
    report(writing ? ops.with(EpollIoOps.EPOLLOUT) : ops);
  }

  /** Reports nothing but errors. */
  public void pause() {
    report(ERRORS);
  }

  /** Netty makes a system call each time, whether anything changes or not. */
  private void report(EpollIoOps ops) {
    if (!ops.equals(reported)) {
      registration.submit(ops);
      reported = ops;
    }
  }

  /** Stops watching; the descriptor may be closed then. */
  public void stop() {
    registration.cancel();
  }

  @Override
  public FileDescriptor fd() {
    return fd;
  }

  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    int ready = ((EpollIoEvent) event).ops().value();
    try {
      if ((ready & EpollIoOps.EPOLLOUT.value()) != 0) {
        handler.writable();
      }
      handler.ready((ready & EpollIoOps.EPOLLIN.value()) != 0, (ready & (HANG_UP | EPOLLHUP)) != 0);
    } catch (RuntimeException | Error e) {
      // Netty would end the event loop for an Error, and with it all that runs there.
      handler.failed(e);
    }
  }

  @Override
  public void close() {
    // The event loop ends; the owner of the descriptor closes it.
  }
}
