package dev.qbipc.corosync.cpg.impl;

import dev.qbipc.corosync.cpg.CpgAddress;
import dev.qbipc.corosync.cpg.CpgMessage;
import dev.qbipc.corosync.cpg.impl.wire.PartialDeliverEvent;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts messages together of their fragments, for each sender one at a time (corosync, section 2.3).
 * It does not believe what senders say of lengths: what is held grows with what has come, and never
 * beyond the largest message for each of them. Belongs to the group's context.
 */
final class Assembly {

  private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);

  private record Unfinished(long total, Buffer bytes) {}

  private final String group;
  private final int maxMessageSize;
  private final Map<CpgAddress, Unfinished> unfinished = new HashMap<>();

  /** Those whose failures were logged: once each, or a member could fill the log. */
  private final Set<CpgAddress> reported = new HashSet<>();

  Assembly(String group, int maxMessageSize) {
    this.group = group;
    this.maxMessageSize = maxMessageSize;
  }

  /**
   * Takes a fragment.
   *
   * @return the message, if this was the last of it; otherwise null
   */
  CpgMessage add(PartialDeliverEvent fragment) {
    return switch (fragment.type()) {
      case FIRST -> {
        begin(fragment);
        yield null;
      }
      case CONTINUED -> {
        append(fragment);
        yield null;
      }
      case LAST -> append(fragment) ? finish(fragment.sender()) : null;
      case UNKNOWN -> null;
    };
  }

  /** What it had not finished before is lost: it was interrupted. */
  private void begin(PartialDeliverEvent fragment) {
    unfinished.remove(fragment.sender());
    if (fragment.total() > maxMessageSize) {
      dropped(fragment.sender(), "of " + fragment.total() + " bytes, more than " + maxMessageSize);
      return;
    }
    unfinished.put(fragment.sender(), new Unfinished(fragment.total(), Buffer.buffer()));
    append(fragment);
  }

  /** Without a first fragment, which may have come before this process joined, it is skipped. */
  private boolean append(PartialDeliverEvent fragment) {
    Unfinished message = unfinished.get(fragment.sender());
    if (message == null) {
      return false;
    }
    long length = (long) message.bytes.length() + fragment.bytes().length();
    if (length > message.total) {
      unfinished.remove(fragment.sender());
      dropped(fragment.sender(), "longer than the " + message.total + " bytes that it announced");
      return false;
    }
    message.bytes.appendBuffer(fragment.bytes());
    return true;
  }

  private CpgMessage finish(CpgAddress sender) {
    Unfinished message = unfinished.remove(sender);
    if (message.bytes.length() == message.total) {
      return new CpgMessage(sender, message.bytes);
    }
    dropped(
        sender,
        message.bytes.length() + " bytes long in place of the " + message.total + " announced");
    return null;
  }

  private void dropped(CpgAddress sender, String what) {
    if (reported.add(sender)) {
      LOG.warn("group {}: dropped a message of member {}: {}", group, sender, what);
    }
  }

  /** Forgets what a member that has gone did not finish. */
  void left(CpgAddress sender) {
    unfinished.remove(sender);
    reported.remove(sender);
  }
}
