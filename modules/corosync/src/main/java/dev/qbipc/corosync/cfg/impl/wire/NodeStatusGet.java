package dev.qbipc.corosync.cfg.impl.wire;

import dev.qbipc.corosync.cfg.CfgLinkStatus;
import dev.qbipc.corosync.cfg.CfgNodeStatus;
import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.impl.transport.Outgoing;
import java.util.ArrayList;
import java.util.List;

/**
 * NODE_STATUS_GET (corosync, section 6):
 *
 * <pre>
 *  the request, 32 bytes            the answer, 4200 bytes
 *   0  header                        0  header
 *  16  node id, u32; padding        24  version, u32
 *  24  version, u32: 1; padding     28  node id, u32
 *                                   32  reachable, u8
 *                                   33  remote, u8
 *                                   34  external, u8
 *                                   35  oldest, newest and spoken version, u8 each
 *                                   38  2 bytes of padding
 *  one of the links, 520 bytes      40  8 links, by their numbers
 *   0  enabled, u8
 *   1  connected, u8
 *   2  connected dynamically, u8; 1 byte of padding
 *   4  MTU, u32
 *   8  source, char[256]
 * 264  destination, char[256]
 * </pre>
 */
public final class NodeStatusGet {

  private static final int ID = 9;
  private static final int ASKED_NODE_ID = 16;
  private static final int ASKED_VERSION = 24;
  private static final int SIZE = 32;

  private static final int VERSION_1 = 1;

  private static final int NODE_ID = 28;
  private static final int REACHABLE = 32;
  private static final int REMOTE = 33;
  private static final int EXTERNAL = 34;
  private static final int ONWIRE_MIN = 35;
  private static final int ONWIRE_MAX = 36;
  private static final int ONWIRE_VERSION = 37;

  private static final int LINKS = 40;
  private static final int LINK_COUNT = 8;
  private static final int LINK_SIZE = 520;
  private static final int ENABLED = 0;
  private static final int CONNECTED = 1;
  private static final int DYNAMIC_CONNECTED = 2;
  private static final int MTU = 4;
  private static final int SOURCE = 8;
  private static final int DESTINATION = 264;
  private static final int ADDRESS_SIZE = 256;

  private NodeStatusGet() {}

  /** Asks for a node. */
  public static Outgoing request(int nodeId) {
    return new Outgoing(ID, SIZE).u32(ASKED_NODE_ID, nodeId).u32(ASKED_VERSION, VERSION_1);
  }

  /** The node. */
  public static CfgNodeStatus status(Incoming answer) {
    List<CfgLinkStatus> links = new ArrayList<>();
    for (int number = 0; number < LINK_COUNT; number++) {
      int at = LINKS + number * LINK_SIZE;
      if (isSet(answer, at + ENABLED)) {
        links.add(link(answer, number, at));
      }
    }
    return new CfgNodeStatus(
        answer.u32(NODE_ID),
        isSet(answer, REACHABLE),
        isSet(answer, REMOTE),
        isSet(answer, EXTERNAL),
        answer.u8(ONWIRE_MIN),
        answer.u8(ONWIRE_MAX),
        answer.u8(ONWIRE_VERSION),
        links);
  }

  private static CfgLinkStatus link(Incoming answer, int number, int at) {
    return new CfgLinkStatus(
        number,
        isSet(answer, at + CONNECTED),
        isSet(answer, at + DYNAMIC_CONNECTED),
        answer.u32(at + MTU),
        CharArray.read(answer, at + SOURCE, ADDRESS_SIZE),
        CharArray.read(answer, at + DESTINATION, ADDRESS_SIZE));
  }

  private static boolean isSet(Incoming answer, int offset) {
    return answer.u8(offset) != 0;
  }
}
