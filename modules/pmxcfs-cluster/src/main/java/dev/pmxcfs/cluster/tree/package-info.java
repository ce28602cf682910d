/**
 * The configuration tree in the cluster: which node has the newest, how the others get it, and how
 * changes are made by all nodes alike (cluster, section 3).
 */
package dev.pmxcfs.cluster.tree;
