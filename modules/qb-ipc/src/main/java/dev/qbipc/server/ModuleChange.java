package dev.qbipc.server;

import io.vertx.core.Future;

/**
 * A change of the operations in service that has taken effect: new requests go the new way.
 *
 * @param retired completes when the last request that went the old way has ended and the instances
 *     that answered it are gone, which a request that is never answered puts off for ever; complete
 *     already if nothing was taken out of service. Never fails.
 */
public record ModuleChange(Future<Void> retired) {}
