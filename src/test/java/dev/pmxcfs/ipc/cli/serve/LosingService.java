package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.ipc.blackbox.Blackbox;
import dev.pmxcfs.ipc.blackbox.Kind;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.log.StandardError;
import dev.pmxcfs.ipc.process.EmergencyExit;
import dev.pmxcfs.ipc.process.ProgramVertx;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A program of its own: a service that loses something as soon as it serves. Its arguments are the
 * service's name, and what it loses.
 */
final class LosingService {

  private static final int CHUNK = 100_000;

  /** How many bytes a pipe takes that nobody reads. */
  private static final int PIPE = 64 * 1024;

  private LosingService() {}

  public static void main(String[] arguments) {
    StandardError.takeOver();
    ServiceProcess.run(process -> start(process, arguments[0], Loss.valueOf(arguments[1])));
  }

  /** What a service can lose. */
  enum Loss {
    /** An event loop. */
    EVENT_LOOP {
      @Override
      void happen(Vertx vertx) {
        ((VertxInternal) vertx).nettyEventLoopGroup().next().shutdownGracefully();
      }
    },
    /** An event loop, while standard error is a full pipe. */
    EVENT_LOOP_UNHEARD {
      @Override
      void happen(Vertx vertx) {
        fillPipe();
        EVENT_LOOP.happen(vertx);
      }
    },
    /** All memory, taken by a thread that then waits for more. */
    MEMORY {
      @Override
      void happen(Vertx vertx) {
        var starter = Thread.currentThread();
        new Thread(() -> fillHeapOnceServing(starter), "greedy").start();
      }
    },
    /** A thread, by an error of the virtual machine. */
    THREAD {
      @Override
      void happen(Vertx vertx) {
        new Thread(Loss::overflow, "deep").start();
      }
    },
    /** The event loops of another Vert.x, which is closed in order. */
    OTHER_VERTX {
      @Override
      void happen(Vertx vertx) {
        Vertx other = withServer();
        ProgramVertx.close(other).await();
        // Its loops end behind the future; all of them have ended afterwards.
        awaitLoops(other);
      }
    },
    /** As above, and then an event loop that the service needs. */
    OTHER_VERTX_AND_EVENT_LOOP {
      @Override
      void happen(Vertx vertx) {
        OTHER_VERTX.happen(vertx);
        EVENT_LOOP.happen(vertx);
      }
    },
    /** A thread of no importance. */
    OTHER_THREAD {
      @Override
      void happen(Vertx vertx) {
        var other = new Thread(Loss::fail, "other");
        other.start();
        join(other);
      }
    },
    /** Nothing. */
    NOTHING {
      @Override
      void happen(Vertx vertx) {}
    };

    abstract void happen(Vertx vertx);

    /** The thread that starts the service may meet an error first until it waits for the end. */
    private static void fillHeapOnceServing(Thread starter) {
      while (starter.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      fillHeap();
    }

    private static void fillHeap() {
      List<Object> held = new ArrayList<>();
      for (int size = CHUNK; size > 0; ) {
        try {
          held.add(new byte[size]);
        } catch (OutOfMemoryError e) {
          size /= 2;
        }
      }
      // not even a single byte is left
      held.add(new byte[CHUNK]);
    }

    private static void fillPipe() {
      var written = new AtomicInteger();
      var writer = new Thread(() -> write(written), "chatty");
      writer.setDaemon(true);
      writer.start();
      while (written.get() < PIPE) {
        Thread.onSpinWait();
      }
    }

    private static void write(AtomicInteger written) {
      try (var standardError = new FileOutputStream(FileDescriptor.err)) {
        while (true) {
          standardError.write('\n');
          written.incrementAndGet();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Its event loop and the loop that accepts for it both run. */
    private static Vertx withServer() {
      Vertx other = EpollVertx.start(1);
      other.createNetServer().connectHandler(socket -> {}).listen(0, "127.0.0.1").await();
      return other;
    }

    private static void awaitLoops(Vertx other) {
      var internal = (VertxInternal) other;
      internal.nettyEventLoopGroup().terminationFuture().syncUninterruptibly();
      internal.acceptorEventLoopGroup().terminationFuture().syncUninterruptibly();
    }

    private static void overflow() {
      overflow();
    }

    private static void fail() {
      throw new IllegalStateException("on purpose");
    }

    private static void join(Thread thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void start(ServiceProcess process, String service, Loss loss) {
    Vertx vertx = EpollVertx.start(1);
    process.onShutdown("Vert.x", vertx::close);
    var options = new QbServerOptions().setService(service);
    QbServer server = QbServer.create(vertx, options);
    process.onShutdown("the service", server::close);
    process.await(server.listen(), "cannot listen");
    var blackbox = new Blackbox();
    blackbox.note(Kind.SWAP, "the last that was noted");
    EmergencyExit.say(blackbox::write);
    loss.happen(vertx);
    process.serve(service, "nothing");
  }
}
