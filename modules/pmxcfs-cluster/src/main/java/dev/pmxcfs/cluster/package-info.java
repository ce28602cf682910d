/** This node as a member of a corosync cluster. */
package dev.pmxcfs.cluster;
