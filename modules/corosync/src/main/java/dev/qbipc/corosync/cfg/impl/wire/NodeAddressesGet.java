package dev.qbipc.corosync.cfg.impl.wire;

import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.impl.transport.Outgoing;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * GET_NODE_ADDRS (corosync, section 6):
 *
 * <pre>
 *  the request, 24 bytes            the answer
 *   0  header                        0  header
 *  16  node id, u32; padding        24  family, u32: AF_INET or AF_INET6
 *                                   28  n, u32
 *                                   32  n addresses of 16 bytes, of which IPv4 has the first 4
 * </pre>
 */
public final class NodeAddressesGet {

  private static final int ID = 5;
  private static final int NODE_ID = 16;
  private static final int SIZE = 24;

  private static final int FAMILY = 24;
  private static final int COUNT = 28;
  private static final int ADDRESSES = 32;
  private static final int ADDRESS_SIZE = 16;

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int IPV4_SIZE = 4;

  private NodeAddressesGet() {}

  /** Asks for a node's addresses; 0 is this node. */
  public static Outgoing request(int nodeId) {
    return new Outgoing(ID, SIZE).u32(NODE_ID, nodeId);
  }

  /** The addresses. */
  public static List<InetAddress> addresses(Incoming answer) {
    int count = answer.count(COUNT, ADDRESSES, ADDRESS_SIZE);
    int size =
        switch (answer.u32(FAMILY)) {
          case AF_INET -> IPV4_SIZE;
          case AF_INET6 -> ADDRESS_SIZE;
          default -> throw answer.malformed("has addresses of family " + answer.u32(FAMILY));
        };
    List<InetAddress> addresses = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      addresses.add(address(answer.bytes(ADDRESSES + i * ADDRESS_SIZE, size).getBytes()));
    }
    return addresses;
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address of " + bytes.length + " bytes", e);
    }
  }
}
