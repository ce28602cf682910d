package dev.qbipc.corosync.cfg.impl.wire;

import dev.qbipc.corosync.cfg.CfgRingStatus;
import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.impl.transport.Outgoing;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * RING_STATUS_GET, a header alone; its answer, always 10272 bytes (corosync, section 6):
 *
 * <pre>
 *    0  header
 *   24  number of links, u32; 4 bytes of padding
 *   32  16 names, char[128]: the link's number, a blank, its address
 * 2080  16 states, char[512]
 * </pre>
 */
public final class RingStatusGet {

  private static final int ID = 0;

  private static final int COUNT = 24;
  private static final int NAMES = 32;
  private static final int NAME_SIZE = 128;
  private static final int STATES = 2080;
  private static final int STATE_SIZE = 512;

  /** Corosync 2 has the address alone. */
  private static final Pattern NAME = Pattern.compile("(?:(\\d{1,3}) )?(.*)");

  private RingStatusGet() {}

  /** Asks for the links. */
  public static Outgoing request() {
    return new Outgoing(ID, Outgoing.HEADER_SIZE);
  }

  /** The links. */
  public static List<CfgRingStatus> links(Incoming answer) {
    int count = answer.count(COUNT, STATES, STATE_SIZE);
    List<CfgRingStatus> links = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      links.add(
          link(
              i,
              CharArray.read(answer, NAMES + i * NAME_SIZE, NAME_SIZE),
              CharArray.read(answer, STATES + i * STATE_SIZE, STATE_SIZE)));
    }
    return links;
  }

  private static CfgRingStatus link(int index, String name, String status) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      return new CfgRingStatus(index, name, status);
    }
    int number = parts.group(1) == null ? index : Integer.parseInt(parts.group(1));
    return new CfgRingStatus(number, parts.group(2), status);
  }
}
