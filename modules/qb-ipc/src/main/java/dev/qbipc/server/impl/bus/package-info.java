/**
 * A request's way over the local event bus, from a ring reader to its operation, without a copy, a
 * codec, a reply address or a task of its own.
 *
 * <p>Vert.x has no public way to send a given message or to run a context's tasks on a thread of
 * one's own, so this package relies on its internals, of Vert.x 5.1 and 5.2. Whatever else of them
 * readers use is in VertxInternals of their package; {@code io.vertx.core.internal}, on which
 * Vert.x's own modules are built, is used elsewhere too. These are:
 *
 * <ul>
 *   <li>{@code MessageImpl.createReply}, which {@code reply} calls for the message that it sends:
 *       {@link BusSender} replies to a message that nobody has sent, so that the bus takes one of
 *       its own making. {@code MessageImpl.replyAddress}, protected, is where that goes.
 *   <li>{@code MessageImpl.copyBeforeReceive}, which the bus calls once it has found a local
 *       consumer, before it hands the message over: {@link BusMessage} is not copied, and learns
 *       there that there is one. {@code sentBody}, {@code receivedBody} and {@code trace} are what
 *       a message that is used again has to set.
 *   <li>The constructor of {@code ContextImpl}, which takes the executor of the context's tasks;
 *       {@code VertxImpl.contextLocals} and {@code workerPool}, {@code ContextInternal.closeFuture}
 *       and {@code deploymentID}, which it wants as well ({@link ReaderContext}).
 *   <li>{@code EventExecutor}, which that context asks whether it is on its thread and gives its
 *       tasks to: {@link DeliveryExecutor} runs the delivery in place.
 * </ul>
 *
 * <p>EventBusTest holds what of this others can see: interceptors, locals of contexts, and what
 * becomes of a request whose consumer is gone.
 */
package dev.qbipc.server.impl.bus;
