/**
 * Corosync itself (cfg): its links and nodes, its configuration and its end (corosync, section 6).
 */
package dev.qbipc.corosync.cfg;
