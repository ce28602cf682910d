package dev.qbipc.corosync.cpg;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.fake.FakeRequest;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.linux.Errno;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.junit.Before;
import org.junit.Test;

/** Calls from within the group's own callbacks and from other contexts. */
public class CpgCallbacksTest extends FakeGroupTest {

  private static final int MCAST_BYTES = 40;
  private static final Buffer LARGE = Buffer.buffer(new byte[CpgGroup.MAX_FRAGMENT + 1]);

  /** Texts of messages, and "leave". */
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  private ContextInternal context;

  @Before
  public void makeGroup() {
    fake.answer(this::answer);
    context = ((VertxInternal) vertx).createEventLoopContext();
    group = on(context, () -> group("alpha", 4 * 1024 * 1024));
  }

  private void answer(FakeRequest request) {
    switch (request.id()) {
      case FakeGroup.PARTIAL_MCAST -> request.answer(FakeGroup.PARTIAL_ANSWER, FakeGroup.OK);
      case FakeGroup.MCAST -> {
        byte[] bytes = request.bytes();
        byte[] message = Arrays.copyOfRange(bytes, MCAST_BYTES, bytes.length);
        seen.add(new String(message, StandardCharsets.UTF_8));
        request.noAnswer();
      }
      case FakeGroup.LEAVE -> {
        seen.add("leave");
        FakeGroup.answer(fake, request, SELF);
      }
      default -> FakeGroup.answer(fake, request, SELF);
    }
  }

  private static <T> T on(Context context, Supplier<T> call) {
    Promise<T> done = Promise.promise();
    context.runOnContext(now -> done.complete(call.get()));
    return Waiting.value(done.future());
  }

  private String next() {
    return Waiting.take(seen, "a request");
  }

  @Test
  public void item318_whatTheCallbackOfALargeMessageSendsDoesNotOvertakeWhatWaits() {
    join();
    Future<Void> second =
        on(
            context,
            () -> {
              group.multicast(LARGE).onSuccess(sent -> group.multicast(Buffer.buffer("third")));
              return group.multicast(Buffer.buffer("second"));
            });
    Waiting.value(second);
    assertEquals("second", next());
    assertEquals("third", next());
  }

  @Test
  public void whoLeavesInTheCallbackOfALargeMessageLeavesBehindWhatWaits() {
    join();
    Promise<Void> left = Promise.promise();
    Future<Void> second =
        on(
            context,
            () -> {
              group.multicast(LARGE).onSuccess(sent -> group.leave().onComplete(left));
              return group.multicast(Buffer.buffer("second"));
            });
    Waiting.value(second);
    Waiting.value(left.future());
    assertEquals("second", next());
    assertEquals("leave", next());
  }

  /** Contexts share threads, and the thread does not tell one from the other. */
  @Test
  public void whoJoinsFromAnotherContextOfTheSameThreadDoesNotBecomeTheOwner() {
    BlockingQueue<Context> handlers = new LinkedBlockingQueue<>();
    BlockingQueue<Context> callers = new LinkedBlockingQueue<>();
    group.changeHandler(change -> handlers.add(Vertx.currentContext()));
    group.closeHandler(reason -> handlers.add(Vertx.currentContext()));
    ContextInternal other = sharing(context);
    other.runOnContext(
        now -> group.join().onSuccess(joined -> callers.add(Vertx.currentContext())));
    assertSame(other, Waiting.take(callers, "that it is joined"));
    assertSame(context, Waiting.take(handlers, "the change"));
    Waiting.value(other.close());
    assertTrue("the context that ended is not the group's", group.isOpen());
    Waiting.value(group.close());
    assertSame(context, Waiting.take(handlers, "the end"));
  }

  private ContextInternal sharing(ContextInternal context) {
    ContextInternal other;
    do {
      other = ((VertxInternal) vertx).createEventLoopContext();
    } while (other.nettyEventLoop() != context.nettyEventLoop());
    return other;
  }

  @Test
  public void aCloseHandlerThatThrowsDoesNotHoldUpThoseWhoCloseWhileJoining() {
    BlockingQueue<FakeRequest> joins = new LinkedBlockingQueue<>();
    fake.answer(
        request -> {
          if (request.id() == FakeGroup.JOIN) {
            joins.add(request);
          } else {
            answer(request);
          }
        });
    BlockingQueue<Integer> ends = new LinkedBlockingQueue<>();
    group.closeHandler(
        reason -> {
          ends.add(reason.errno());
          throw new IllegalStateException("the application's");
        });
    var joined = group.join();
    Waiting.take(joins, "the join");
    // The change may come before the answer, which does not come here.
    fake.event(
        FakeGroup.change(List.of(SELF), List.of(new CpgMovement(SELF, CpgReason.JOIN)), List.of()));
    nextEvent();
    var closed = on(context, group::close);
    assertEquals(Errno.ENOTCONN, failure(joined).errno());
    assertEquals(Errno.ENOTCONN, (int) Waiting.take(ends, "the end"));
    Waiting.value(closed);
    assertFalse(group.isOpen());
  }
}
