package dev.qbipc.corosync.cpg.impl;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.RingId;
import dev.qbipc.corosync.cpg.CpgAddress;
import dev.qbipc.corosync.cpg.CpgChange;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgMessage;
import dev.qbipc.corosync.cpg.CpgOptions;
import dev.qbipc.corosync.cpg.CpgRing;
import dev.qbipc.corosync.cpg.impl.wire.GroupName;
import dev.qbipc.corosync.impl.transport.LocalCorosync;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A group: brings the calls of any thread to its context, in order. */
public final class CpgGroupImpl implements CpgGroup {

  private final VertxInternal vertx;
  private final ContextInternal context;
  private final GroupName name;
  private final CpgOptions options;
  private final GroupHandlers handlers = new GroupHandlers();
  private final GroupState state;

  /**
   * @param options not to be changed
   */
  public CpgGroupImpl(LocalCorosync corosync, String name, CpgOptions options) {
    this.name = new GroupName(name);
    this.options = options;
    vertx = (VertxInternal) corosync.vertx();
    context = vertx.getOrCreateContext().unwrap();
    state = new GroupState(corosync, this.name, options, handlers);
  }

  @Override
  public String name() {
    return name.toString();
  }

  @Override
  public Future<CpgGroup> join() {
    return onContext(state::join).map(this);
  }

  @Override
  public Future<Void> leave() {
    return onContext(state::leave);
  }

  @Override
  public Future<Void> close() {
    return onContext(state::close);
  }

  @Override
  public Future<Void> multicast(Buffer message) {
    return multicast(List.of(message));
  }

  @Override
  public Future<Void> multicast(List<Buffer> message) {
    List<Buffer> parts = List.copyOf(message);
    long length = length(parts);
    if (length > options.getMaxMessageSize()) {
      return vertx
          .getOrCreateContext()
          .failedFuture(
              new CorosyncException(
                  CorosyncError.TOO_BIG,
                  "message of "
                      + length
                      + " bytes to group "
                      + name
                      + ", which may have "
                      + options.getMaxMessageSize()));
    }
    return onContext(promise -> state.multicast(parts, (int) length, promise));
  }

  /** Without a stream, which would cost more than what a small message takes in memory. */
  private static long length(List<Buffer> parts) {
    long length = 0;
    for (Buffer part : parts) {
      length += part.length();
    }
    return length;
  }

  private Future<Void> onContext(Consumer<Promise<Void>> action) {
    Promise<Void> promise = vertx.getOrCreateContext().promise();
    run(() -> action.accept(promise));
    return promise.future();
  }

  private void run(Runnable action) {
    // At once on the context's thread, but as the context's own: others may share the thread.
    context.emit(now -> action.run());
  }

  @Override
  public boolean writeQueueFull() {
    var membership = state.membership();
    return membership != null && membership.outbox().isFull();
  }

  @Override
  public CpgGroup drainHandler(Handler<Void> handler) {
    handlers.onDrain(handler);
    return this;
  }

  @Override
  public CpgGroup handler(Handler<CpgMessage> handler) {
    handlers.onMessage(handler);
    return this;
  }

  @Override
  public CpgGroup changeHandler(Handler<CpgChange> handler) {
    handlers.onChange(handler);
    return this;
  }

  @Override
  public CpgGroup ringHandler(Handler<CpgRing> handler) {
    handlers.onRing(handler);
    return this;
  }

  @Override
  public CpgGroup closeHandler(Handler<CorosyncException> handler) {
    handlers.onClose(handler);
    return this;
  }

  @Override
  public CpgGroup pause() {
    run(state::pause);
    return this;
  }

  @Override
  public CpgGroup resume() {
    run(state::resume);
    return this;
  }

  @Override
  public Optional<CpgAddress> self() {
    return Optional.ofNullable(state.self());
  }

  @Override
  public List<CpgAddress> members() {
    var membership = state.membership();
    return membership == null ? List.of() : membership.inbox().members();
  }

  @Override
  public Optional<RingId> ring() {
    var membership = state.membership();
    return membership == null ? Optional.empty() : membership.inbox().ring();
  }

  @Override
  public boolean isOpen() {
    var membership = state.membership();
    return membership != null && membership.connection().isOpen();
  }
}
