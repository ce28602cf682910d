package dev.qbipc.wire;

/** The message ids that libqb reserves (protocol, section 6; libqb {@code qbipc_common.h}). */
public final class MessageIds {

  /** The first id for applications. */
  public static final int USER_START = 0;

  /** The connection request and its answer. */
  public static final int AUTHENTICATE = -1;

  /** Reserved and unused. */
  public static final int NEW_EVENT_SOCKET = -2;

  /** A request that makes the server disconnect. */
  public static final int DISCONNECT = -3;

  private MessageIds() {}
}
