package dev.pmxcfs.ipc.admin;

import java.util.List;

/**
 * A tree as it is when a watch begins.
 *
 * @param version of the tree
 * @param isLasting whether versions and inodes outlast the server, as those in a database do; those
 *     of a served directory begin anew with each start, and files have digests
 * @param entries all but the root, by their inodes
 */
public record WatchedTree(long version, boolean isLasting, List<EntryStatus> entries) {}
