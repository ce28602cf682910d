/**
 * Corosync's services for Vert.x: process groups, the quorum, the map of settings and the node's
 * configuration, over libqb IPC and without corosync's own libraries. {@link
 * dev.qbipc.corosync.Corosync} is the way in.
 */
package dev.qbipc.corosync;
