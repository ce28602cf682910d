package dev.pmxcfs.state.directory;

import java.util.NavigableSet;

/**
 * What may have changed in a directory.
 *
 * @param names the paths of names to look at; those of directories come before those in them
 * @param all whether anything may have changed
 * @param root whether the directory's own path may stand for another directory now, or for none
 */
record Changes(NavigableSet<String> names, boolean all, boolean root) {}
