/**
 * Votequorum, which counts the votes of nodes and so decides who has the quorum (corosync, section
 * 4).
 */
package dev.qbipc.corosync.votequorum;
