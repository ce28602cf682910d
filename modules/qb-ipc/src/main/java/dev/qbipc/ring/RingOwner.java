package dev.qbipc.ring;

/**
 * Whom the files of a connection's rings belong to (libqb {@code qb_ipcs_connection_auth_set}).
 *
 * @param uid user id
 * @param gid group id
 * @param mode permission bits of the files, such as 0600
 */
public record RingOwner(int uid, int gid, int mode) {}
