package dev.qbipc.corosync.cpg.impl.wire;

import dev.qbipc.corosync.cpg.CpgChange;
import dev.qbipc.corosync.impl.transport.Incoming;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * CONFCHG, the configuration of a group has changed (corosync, section 2.2). The lists are in
 * another order than their lengths:
 *
 * <pre>
 *   0  header
 *  24  the group's name
 * 160  m, members, u32; 4 bytes of padding
 * 168  j, joined, u32; 4 bytes of padding
 * 176  l, left, u32; 4 bytes of padding
 * 184  m {@linkplain AddressField addresses}: the members
 *   +  l addresses: who has left
 *   +  j addresses: who has joined
 * </pre>
 */
public final class ChangeEvent {

  /** The event's id. */
  public static final int ID = 4;

  private static final int MEMBERS = 160;
  private static final int JOINED = 168;
  private static final int LEFT = 176;
  private static final int LISTS = 184;

  private ChangeEvent() {}

  /** Reads the event. There may be more members than libcpg's own limit of 128. */
  public static CpgChange read(Incoming event) {
    int left = LISTS + event.count(MEMBERS, LISTS, AddressField.SIZE) * AddressField.SIZE;
    int joined = left + event.count(LEFT, left, AddressField.SIZE) * AddressField.SIZE;
    int joinedCount = event.count(JOINED, joined, AddressField.SIZE);
    return new CpgChange(
        list(event, LISTS, event.u32(MEMBERS), AddressField::address),
        list(event, joined, joinedCount, AddressField::movement),
        list(event, left, event.u32(LEFT), AddressField::movement));
  }

  private static <T> List<T> list(
      Incoming event, int from, int count, BiFunction<Incoming, Integer, T> element) {
    List<T> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(element.apply(event, from + i * AddressField.SIZE));
    }
    return list;
  }
}
