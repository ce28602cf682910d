package dev.pmxcfs.ipc.admin;

import java.util.List;

/**
 * What one change, or several that were stored together, has made of a tree.
 *
 * @param version the tree's afterwards
 * @param removed inodes of what is gone
 * @param changed what is new or different, as it is now
 */
public record WatchedChange(long version, List<Long> removed, List<EntryStatus> changed) {}
