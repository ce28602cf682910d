package dev.qbipc.corosync.cpg;

import io.vertx.core.buffer.Buffer;

/**
 * A message of a member of the group, oneself included.
 *
 * @param sender who has sent it
 * @param payload the receiver's own
 */
public record CpgMessage(CpgAddress sender, Buffer payload) {}
