package dev.qbipc.corosync.cfg.impl.wire;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.cfg.CfgShutdown;
import dev.qbipc.corosync.impl.transport.Incoming;

/**
 * TEST_SHUTDOWN, 32 bytes (corosync, section 6):
 *
 * <pre>
 *  0  header, whose error is 5 (timeout) when no answer is waited for any more
 * 24  how corosync is to end, u32; 4 bytes of padding
 * </pre>
 *
 * @param isOver whether it ends a question rather than asks one
 * @param isRegardless whether corosync ends whatever the answer is
 */
public record ShutdownEvent(boolean isOver, boolean isRegardless) {

  /** The event's id. */
  public static final int ID = 10;

  private static final int HOW = 24;

  /** Reads the event. */
  public static ShutdownEvent read(Incoming event) {
    return new ShutdownEvent(
        event.error() == CorosyncError.TIMEOUT.number(),
        event.u32(HOW) == CfgShutdown.REGARDLESS.number());
  }
}
