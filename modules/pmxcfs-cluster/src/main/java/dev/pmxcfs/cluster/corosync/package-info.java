/** Process groups of corosync, as the state machine uses them. */
package dev.pmxcfs.cluster.corosync;
