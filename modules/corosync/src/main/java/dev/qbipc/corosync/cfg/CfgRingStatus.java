package dev.qbipc.corosync.cfg;

/**
 * A link of this node.
 *
 * @param link its number, from 0 on
 * @param address its address, a name if the configuration has one
 * @param status with knet one character for each node, by their ids: {@code n} for this one, a
 *     digit for another one, with bit 0 for a link that is in use and bit 1 for one that is
 *     connected ({@code 3} is good), else a fault. With udpu it is {@code OK}
 */
public record CfgRingStatus(int link, String address, String status) {}
