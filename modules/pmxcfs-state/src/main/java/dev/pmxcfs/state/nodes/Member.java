package dev.pmxcfs.state.nodes;

import dev.pmxcfs.api.ByteString;

/**
 * A node of the cluster, as corosync knows it.
 *
 * @param id corosync's number of it, not 0
 * @param name what the other nodes call it
 */
public record Member(int id, ByteString name) {}
