package dev.qbipc.server.impl.reader;

import dev.qbipc.server.impl.limits.LogLimit;
import dev.qbipc.server.impl.limits.ProtectionCounters;
import dev.qbipc.server.impl.limits.ProtectionCounters.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done about a failure that has ended a reader's round, so that the reader lives on for its
 * other connections. Belongs to the reader's thread.
 */
final class ReaderFailures {

  private static final Logger LOG = LoggerFactory.getLogger(ReaderFailures.class);

  private final String reader;
  private final FaultWatch faults;
  private final ProtectionCounters protection;
  private final FailurePause pause = new FailurePause();

  /**
   * @param reader its name, for the log
   */
  ReaderFailures(String reader, FaultWatch faults, ProtectionCounters protection) {
    this.reader = reader;
    this.faults = faults;
    this.protection = protection;
  }

  /** A fault of shared memory: whoever has caused it is disconnected. */
  void faulted(InternalError fault) {
    // Code that touches a mapping handles this, but a fault may get past its handlers.
    if (!faults.attribute() && protection.permitsLine(Event.RING_RESTORED, LogLimit.ANY_USER)) {
      LOG.warn("{}: a client has truncated a ring, and restored it since", reader, fault);
    }
  }

  /** A lack of memory, which may be over by the next round. */
  void ranOutOfMemory(OutOfMemoryError error) {
    if (protection.permitsLine(Event.OUT_OF_MEMORY, LogLimit.ANY_USER)) {
      LOG.error("{} ran out of memory", reader, error);
    }
  }

  /** Anything else, which may well be met again in the next round. */
  void failed(Throwable failure) {
    if (protection.count(Event.READER_FAILURE, LogLimit.ANY_USER)) {
      LOG.error("{} failed; it goes on with its connections", reader, failure);
    }
    pause.pause();
  }
}
