package dev.qbipc.corosync.cmap.impl.wire;

import dev.qbipc.corosync.cmap.CmapChange;
import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.impl.transport.Outgoing;
import java.util.Set;

/**
 * TRACK_ADD and _DELETE, which ask to be told of changes (corosync, section 5).
 *
 * <pre>
 *   add, 296 bytes                      its answer, 32 bytes
 *   0  header                            0  header
 *  16  the {@linkplain KeyField key}    24  handle, u64
 * 280  kinds, s32; 4 bytes of padding
 * 288  a number of the client's, u64
 *
 *   delete, 24 bytes                    its answer, 32 bytes
 *   0  header                            0  header
 *  16  handle, u64                      24  the client's number, u64
 * </pre>
 *
 * The kinds are the sum of {@link CmapChange.Kind#number()}, and 8 for all keys that begin so.
 */
public final class Track {

  private static final int ADD_ID = 7;
  private static final int KEY = 16;
  private static final int KINDS = 280;
  private static final int NUMBER = 288;
  private static final int ADD_SIZE = 296;

  private static final int DELETE_ID = 8;
  private static final int HANDLE = 16;
  private static final int DELETE_SIZE = 24;

  private static final int ANSWERED_HANDLE = 24;

  private static final int PREFIX = 8;

  private Track() {}

  /**
   * Begins to track a key, or all keys that begin so.
   *
   * @param key of a prefix, empty for all keys
   * @param number which the events will have
   */
  public static Outgoing add(
      KeyField key, boolean isPrefix, Set<CmapChange.Kind> kinds, long number) {
    int bits = kinds.stream().mapToInt(CmapChange.Kind::number).sum();
    var request = new Outgoing(ADD_ID, ADD_SIZE);
    key.put(request, KEY);
    return request.u32(KINDS, isPrefix ? bits | PREFIX : bits).u64(NUMBER, number);
  }

  /** What stands for the tracking from now on. */
  public static long handle(Incoming answer) {
    return answer.u64(ANSWERED_HANDLE);
  }

  /** Ends a tracking. */
  public static Outgoing delete(long handle) {
    return new Outgoing(DELETE_ID, DELETE_SIZE).u64(HANDLE, handle);
  }
}
