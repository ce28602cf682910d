package dev.pmxcfs.cluster.status;

/**
 * What this node publishes and has not given to its group yet.
 *
 * @param count how many values and messages
 * @param bytes how many bytes they take up
 */
public record AnnouncementStatus(int count, long bytes) {}
