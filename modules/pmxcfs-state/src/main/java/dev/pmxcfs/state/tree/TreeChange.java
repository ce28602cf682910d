package dev.pmxcfs.state.tree;

import java.util.Collection;
import java.util.Set;

/**
 * What changes a tree into another one: what a database has to store.
 *
 * @param root the changed tree's root, whose attributes tell of the change
 * @param removed the inodes of the entries that are no more
 * @param changed the entries that are new or not as they were, as they are now; an inode is in one
 *     of the two at most
 */
public record TreeChange(Directory root, Set<Long> removed, Collection<TreeEntry> changed) {}
