/**
 * Corosync's map of settings and states (cmap), of this node and in memory (corosync, section 5).
 */
package dev.qbipc.corosync.cmap;
