/**
 * The quorum: whether this node belongs to the part of the cluster that may act, and which nodes it
 * hears (corosync, section 3).
 */
package dev.qbipc.corosync.quorum;
