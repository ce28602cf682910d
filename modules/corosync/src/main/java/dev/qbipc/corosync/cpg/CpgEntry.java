package dev.qbipc.corosync.cpg;

/**
 * A member of a group.
 *
 * @param group the group's name
 * @param member who is in it
 */
public record CpgEntry(String group, CpgAddress member) {}
