package dev.qbipc.corosync.cfg.impl.wire;

import dev.qbipc.corosync.impl.transport.Outgoing;

/**
 * RELOAD_CONFIG, REOPEN_LOG_FILES and TRACKSTOP, headers alone, and TRACKSTART with a field that
 * means nothing; the answers are headers (corosync, section 6):
 *
 * <pre>
 *  0  header
 * 16  flags of TRACKSTART, u8; 7 bytes of padding
 * </pre>
 */
public final class Order {

  private static final int RELOAD_CONFIG_ID = 7;
  private static final int REOPEN_LOG_FILES_ID = 8;
  private static final int TRACK_START_ID = 10;
  private static final int TRACK_STOP_ID = 11;

  private static final int TRACK_START_SIZE = 24;

  private Order() {}

  /** Reads the configuration again. */
  public static Outgoing reload() {
    return new Outgoing(RELOAD_CONFIG_ID, Outgoing.HEADER_SIZE);
  }

  /** Opens the log files again. */
  public static Outgoing reopenLogs() {
    return new Outgoing(REOPEN_LOG_FILES_ID, Outgoing.HEADER_SIZE);
  }

  /** Sends {@linkplain ShutdownEvent questions} from now on. */
  public static Outgoing trackStart() {
    return new Outgoing(TRACK_START_ID, TRACK_START_SIZE);
  }

  /** Sends no more of them. */
  public static Outgoing trackStop() {
    return new Outgoing(TRACK_STOP_ID, Outgoing.HEADER_SIZE);
  }
}
