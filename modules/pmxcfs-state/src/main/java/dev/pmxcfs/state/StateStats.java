package dev.pmxcfs.state;

import java.util.Map;

/**
 * How much a state holds, at one moment.
 *
 * @param version the tree's global version, unsigned
 * @param files files of the tree
 * @param bytes what they hold together
 * @param guests guests that they configure
 * @param locks locks that are held
 * @param statusEntries keys that are set, by the name of the node that they are of
 * @param logEntries entries of the cluster log
 */
public record StateStats(
    long version,
    int files,
    long bytes,
    int guests,
    int locks,
    Map<String, Integer> statusEntries,
    int logEntries) {}
