/** {@code corosync.conf} on its way from the tree to the host (cluster, section 5.4). */
package dev.pmxcfs.cluster.conf;
