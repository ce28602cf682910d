package dev.pmxcfs.state.guests;

/**
 * A guest of the cluster.
 *
 * @param path where its configuration is
 * @param version changes whenever the configuration does; an unsigned counter over all guests
 */
public record Guest(GuestPath path, int version) {}
