/**
 * Who is in the cluster, and whether it has the quorum, as corosync knows it (cluster, section 5).
 */
package dev.pmxcfs.cluster.members;
