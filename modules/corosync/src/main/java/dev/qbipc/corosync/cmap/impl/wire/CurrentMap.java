package dev.qbipc.corosync.cmap.impl.wire;

import dev.qbipc.corosync.impl.transport.Outgoing;

/**
 * SET_CURRENT_MAP, 24 bytes; the answer is a header (corosync, section 5). Corosync has it since
 * 3.0, and refuses it while the connection lists or tracks keys.
 *
 * <pre>
 *  0  header
 * 16  the map, s32: 0 what a connection has in the beginning, 1 statistics; 4 bytes of padding
 * </pre>
 */
public final class CurrentMap {

  private static final int ID = 9;
  private static final int MAP = 16;
  private static final int SIZE = 24;

  private static final int STATISTICS = 1;

  private CurrentMap() {}

  /** Turns a connection to the statistics. */
  public static Outgoing statistics() {
    return new Outgoing(ID, SIZE).u32(MAP, STATISTICS);
  }
}
