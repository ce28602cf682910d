/**
 * Process groups (CPG): processes of all nodes that see each other's messages, arrivals and
 * departures in the same order (corosync, section 2).
 */
package dev.qbipc.corosync.cpg;
