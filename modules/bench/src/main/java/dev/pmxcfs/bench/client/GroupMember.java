package dev.pmxcfs.bench.client;

import dev.qbipc.SocketMode;
import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncOptions;
import dev.qbipc.corosync.cpg.Cpg;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgMessage;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What member.c does, on an event loop: {@code trip}, {@code stream} and {@code ask}, with the same
 * arguments behind the directory of corosync's sockets, the same input and the same output. Before
 * it says that it is ready, it has run for a while, so that the JVM has compiled what is used.
 */
public final class GroupMember {

  private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Vertx vertx;
  private final Measurement measured = new Measurement();
  private final Buffer body;
  private CpgGroup group;
  private Cpg cpg;

  /** What follows is of the group's event loop. */
  private long window;

  private long end;
  private long last;
  private long sent;
  private long delivered;
  private Promise<Void> done;

  private GroupMember(Vertx vertx, int size) {
    this.vertx = vertx;
    body = Buffer.buffer(new byte[size - Long.BYTES]);
  }

  /**
   * {@code SOCKETS trip GROUP SIZE MILLIS}, {@code SOCKETS stream GROUP SIZE MILLIS WINDOW} or
   * {@code SOCKETS ask MILLIS}.
   */
  public static void main(String[] arguments) throws IOException {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    var options =
        new CorosyncOptions()
            .setSocketMode(SocketMode.FILE_SYSTEM)
            .setSocketDirectory(arguments[0]);
    try {
      Corosync corosync = Corosync.create(vertx, options);
      switch (arguments[1]) {
        case "trip" -> {
          var member = join(vertx, corosync, arguments);
          member.measure(member::trip, arguments[4]);
          member.group.leave().await();
        }
        case "stream" -> {
          var member = join(vertx, corosync, arguments);
          member.window = Long.parseLong(arguments[5]);
          member.measure(member::stream, arguments[4]);
          member.group.leave().await();
        }
        case "ask" -> {
          var asker = new GroupMember(vertx, Long.BYTES);
          asker.cpg = corosync.cpg().await();
          asker.measure(asker::ask, arguments[2]);
          asker.cpg.close().await();
        }
        default -> throw new IllegalArgumentException(String.join(" ", arguments));
      }
    } finally {
      vertx.close().await();
    }
  }

  private static GroupMember join(Vertx vertx, Corosync corosync, String[] arguments) {
    var member = new GroupMember(vertx, Integer.parseInt(arguments[3]));
    member.group = corosync.group(arguments[2]);
    member.group.join().await();
    return member;
  }

  private void measure(Runnable action, String millis) throws IOException {
    run(action, WARM_UP_NANOS);
    System.out.println("ready");
    while (measured.nextStart()) {
      measured.print(run(action, TimeUnit.MILLISECONDS.toNanos(Long.parseLong(millis))));
    }
  }

  /** Returns how long it took. */
  private long run(Runnable action, long nanos) {
    long begun = System.nanoTime();
    last = begun;
    end = begun + nanos;
    done = Promise.promise();
    // Where the group is at home.
    vertx.runOnContext(now -> action.run());
    done.future().await();
    return System.nanoTime() - begun;
  }

  // ---- round trips ---------------------------------------------------------------------------

  private void trip() {
    group.handler(
        message -> {
          check(message);
          long now = System.nanoTime();
          measured.time(now - last);
          last = now;
          if (now < end) {
            sendOne();
          } else {
            done.tryComplete();
          }
        });
    sendOne();
  }

  /** Each message begins with its number. */
  private void sendOne() {
    List<Buffer> message = List.of(Buffer.buffer(Long.BYTES).appendLong(sent), body);
    sent++;
    // What corosync does not take for the moment, the library keeps and sends again.
    group.multicast(message).onFailure(done::tryFail);
  }

  private void check(CpgMessage message) {
    Buffer payload = message.payload();
    if (payload.length() != Long.BYTES + body.length() || payload.getLong(0) != delivered) {
      done.tryFail("another message than was sent");
    }
    delivered++;
    measured.count(payload.length());
  }

  // ---- many messages -------------------------------------------------------------------------

  private void stream() {
    group.handler(
        message -> {
          check(message);
          fillWindow();
          if (delivered == sent) {
            done.tryComplete();
          }
        });
    fillWindow();
  }

  private void fillWindow() {
    while (sent - delivered < window && System.nanoTime() < end) {
      sendOne();
    }
  }

  // ---- questions -----------------------------------------------------------------------------

  private void ask() {
    cpg.localNodeId()
        .onFailure(done::tryFail)
        .onSuccess(
            nodeId -> {
              long now = System.nanoTime();
              measured.time(now - last);
              measured.count(0);
              last = now;
              if (now < end) {
                ask();
              } else {
                done.tryComplete();
              }
            });
  }
}
