package dev.pmxcfs.cluster;

import dev.pmxcfs.cluster.group.GroupStatus;
import dev.pmxcfs.cluster.status.AnnouncementStatus;
import dev.pmxcfs.state.nodes.Members;

/**
 * How a node fares in its cluster.
 *
 * @param members the cluster's nodes, as corosync knows them
 * @param tree the group of the configuration tree
 * @param status the group of what nodes publish and log
 * @param announcements what this node publishes and has not given to its group yet
 */
public record ClusterStatus(
    Members members, GroupStatus tree, GroupStatus status, AnnouncementStatus announcements) {}
