/**
 * Dispatches a request over the local event bus, from a ring reader to its operation, without a
 * copy, a codec, a reply address or a separate task.
 *
 * <p>Vert.x has no public way to send a given message or to run a context's tasks on a given
 * thread, so this package relies on internals of Vert.x 5.2. Other internals that readers use are
 * in VertxInternals of their package; {@code io.vertx.core.internal}, on which Vert.x's own modules
 * are built, is used elsewhere too. These are:
 *
 * <ul>
 *   <li>{@code MessageImpl.createReply}, which {@code reply} calls for the message that it sends:
 *       {@link BusSender} replies to a message that was never sent, so that the bus accepts a
 *       ready-made one. It goes to {@code MessageImpl.replyAddress}, which is protected.
 *   <li>{@code MessageImpl.copyBeforeReceive}, which the bus calls once it has found a local
 *       consumer, before it hands the message over: {@link BusMessage} is not copied, and learns in
 *       this way that there is one. {@code sentBody}, {@code receivedBody} and {@code trace} are
 *       what a reused message has to set.
 *   <li>The constructor of {@code ContextImpl}, which takes the executor of the context's tasks;
 *       {@code VertxImpl.contextLocals} and {@code workerPool}, {@code ContextInternal.closeFuture}
 *       and {@code deploymentID}, which it requires ({@link ReaderContext}).
 *   <li>{@code EventExecutor}, which that context asks whether it is on its thread, and to which it
 *       submits its tasks: {@link DeliveryExecutor} runs the delivery in place.
 * </ul>
 *
 * <p>EventBusTest holds the visible behaviour: interceptors, locals of contexts, and requests whose
 * consumer is gone.
 */
package dev.qbipc.server.impl.bus;
