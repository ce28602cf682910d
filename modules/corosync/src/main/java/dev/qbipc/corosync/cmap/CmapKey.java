package dev.qbipc.corosync.cmap;

/**
 * A key in a list, and what its value was when the list came to it.
 *
 * @param name the key itself
 * @param type the value's type
 * @param length of the value, in bytes; that of a string has its final zero byte
 */
public record CmapKey(String name, CmapType type, long length) {}
