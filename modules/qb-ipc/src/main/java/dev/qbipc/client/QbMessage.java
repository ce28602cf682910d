package dev.qbipc.client;

import io.vertx.core.buffer.Buffer;

/**
 * A response or an event, as its sender wrote it.
 *
 * @param id the message id
 * @param error what the service means by it: most send 0 or a negated errno
 * @param payload what follows the header, by the chunk's length
 */
public record QbMessage(int id, int error, Buffer payload) {}
