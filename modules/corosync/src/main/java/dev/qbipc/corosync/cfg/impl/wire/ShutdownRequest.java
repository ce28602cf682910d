package dev.qbipc.corosync.cfg.impl.wire;

import dev.qbipc.corosync.cfg.CfgShutdown;
import dev.qbipc.corosync.impl.transport.Outgoing;

/**
 * TRYSHUTDOWN and REPLYTOSHUTDOWN, 24 bytes each; the answers are headers (corosync, section 6):
 *
 * <pre>
 *  0  header
 * 16  how to end, or 1 for yes and 0 for no, u32; 4 bytes of padding
 * </pre>
 */
public final class ShutdownRequest {

  private static final int TRY_ID = 3;
  private static final int REPLY_ID = 4;
  private static final int HOW = 16;
  private static final int SIZE = 24;

  private static final int YES = 1;
  private static final int NO = 0;

  private ShutdownRequest() {}

  /** Ends corosync; answered when all have been asked. */
  public static Outgoing end(CfgShutdown how) {
    return new Outgoing(TRY_ID, SIZE).u32(HOW, how.number());
  }

  /** Answers a {@linkplain ShutdownEvent question}. */
  public static Outgoing reply(boolean yes) {
    return new Outgoing(REPLY_ID, SIZE).u32(HOW, yes ? YES : NO);
  }
}
