package dev.qbipc.corosync.impl.transport;

import dev.qbipc.corosync.CorosyncOptions;
import io.vertx.core.Vertx;

/**
 * The corosync of this machine, as all connections of one {@link dev.qbipc.corosync.Corosync} see
 * it.
 *
 * @param options not to be changed
 */
public record LocalCorosync(Vertx vertx, CorosyncOptions options, Outage outage) {}
