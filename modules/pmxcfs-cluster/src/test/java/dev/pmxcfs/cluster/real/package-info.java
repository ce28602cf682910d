/** Nodes of this program alone, with a real corosync each. */
package dev.pmxcfs.cluster.real;
