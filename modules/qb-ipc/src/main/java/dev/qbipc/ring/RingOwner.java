package dev.qbipc.ring;

/**
 * The owner and mode of the files of a connection's rings (libqb {@code
 * qb_ipcs_connection_auth_set}).
 *
 * @param uid user id
 * @param gid group id
 * @param mode permission bits of the files, such as 0600
 */
public record RingOwner(int uid, int gid, int mode) {}
