package dev.qbipc.corosync.quorum.impl.wire;

import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.impl.transport.Outgoing;
import dev.qbipc.corosync.quorum.QuorumType;

/**
 * GETTYPE, a header alone, and since corosync 3.1.0 MODEL_GETTYPE, 24 bytes, which chooses the
 * model of events too (corosync, section 3):
 *
 * <pre>
 *  0  header
 * 16  model, u32: 0, as without it, or 1; 4 bytes of padding
 * </pre>
 *
 * The answer of both, 32 bytes:
 *
 * <pre>
 *  0  header
 * 24  {@linkplain QuorumType type}, u32; 4 bytes of padding
 * </pre>
 */
public final class TypeGet {

  private static final int ID = 3;
  private static final int MODEL_ID = 4;
  private static final int MODEL = 16;
  private static final int MODEL_SIZE = 24;

  private static final int TYPE = 24;

  private TypeGet() {}

  /** Asks for the type. */
  public static Outgoing request() {
    return new Outgoing(ID, Outgoing.HEADER_SIZE);
  }

  /** Asks for the type, and for events of a model. */
  public static Outgoing withModel(int model) {
    return new Outgoing(MODEL_ID, MODEL_SIZE).u32(MODEL, model);
  }

  /** The type. */
  public static QuorumType type(Incoming answer) {
    return QuorumType.of(answer.u32(TYPE));
  }
}
