package dev.qbipc.corosync.cfg;

/**
 * A link to a node.
 *
 * @param number the link's number, from 0 to 7
 * @param connected whether the node answers on it
 * @param dynamicConnected whether the node's address has become known by what it sent
 * @param mtu how much goes into one packet, in bytes
 * @param source this node's address
 * @param destination the other node's address
 */
public record CfgLinkStatus(
    int number,
    boolean connected,
    boolean dynamicConnected,
    int mtu,
    String source,
    String destination) {}
