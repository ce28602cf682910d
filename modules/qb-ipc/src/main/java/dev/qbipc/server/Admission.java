package dev.qbipc.server;

/**
 * The answer to a client that wants to connect: admission, or an errno.
 *
 * <p>The files of the connection's rings belong to the client with mode 0600 unless {@link #owner}
 * says otherwise (protocol, section 2; libqb {@code connection_accept} and {@code
 * qb_ipcs_connection_auth_set}).
 */
public final class Admission {

  private static final int DEFAULT_MODE = 0600;
  private static final Admission READ_WRITE =
      new Admission(0, false, null, null, DEFAULT_MODE, null);
  private static final Admission READ_ONLY = new Admission(0, true, null, null, DEFAULT_MODE, null);

  private final int errno;
  private final boolean readOnly;
  private final Integer uid;
  private final Integer gid;
  private final int mode;
  private final Object attachment;

  private Admission(
      int errno, boolean readOnly, Integer uid, Integer gid, int mode, Object attachment) {
    this.errno = errno;
    this.readOnly = readOnly;
    this.uid = uid;
    this.gid = gid;
    this.mode = mode;
    this.attachment = attachment;
  }

  /**
   * Accepts the client.
   *
   * @return the answer that accepts it
   */
  public static Admission readWrite() {
    return READ_WRITE;
  }

  /**
   * Accepts the client; operations see {@link QbConnection#isReadOnly()} and act on it.
   *
   * @return the answer that accepts it
   */
  public static Admission readOnly() {
    return READ_ONLY;
  }

  /**
   * Refuses the client.
   *
   * @param errno what its connect call fails with, one of {@link dev.qbipc.linux.Errno}'s positive
   *     constants
   * @return the answer that refuses it
   * @throws IllegalArgumentException if the number is not positive
   */
  public static Admission refuse(int errno) {
    if (errno <= 0) {
      throw new IllegalArgumentException("errno must be positive: " + errno);
    }
    return new Admission(errno, false, null, null, DEFAULT_MODE, null);
  }

  /**
   * Changes the owner of the ring files and their directory.
   *
   * @param uid user id
   * @param gid group id
   * @param mode permission bits of the files, such as 0660; the directory's are always 0770
   * @return the same answer with this owner
   */
  public Admission owner(int uid, int gid, int mode) {
    return new Admission(errno, readOnly, uid, gid, mode, attachment);
  }

  /**
   * Gives the connection an object of the application to begin with, such as what the policy has
   * found out about the client (libqb {@code qb_ipcs_context_set} in {@code connection_accept}).
   *
   * @param attachment what {@link QbConnection#attachment()} is to be; null for none
   * @return the same answer with this object
   */
  public Admission attach(Object attachment) {
    return new Admission(errno, readOnly, uid, gid, mode, attachment);
  }

  /** {@return the object that {@link QbConnection#attachment()} is to begin with, or null} */
  public Object attachment() {
    return attachment;
  }

  /** {@return whether the client may come in} */
  public boolean isAccepted() {
    return errno == 0;
  }

  /** {@return why the client is refused, a positive errno; 0 for an accepted one} */
  public int errno() {
    return errno;
  }

  /** {@return whether the connection is for reading only} */
  public boolean isReadOnly() {
    return readOnly;
  }

  /**
   * {@return the ring files' user: the application's choice, or the client where it made none}
   *
   * @param clientUid the client's user id
   */
  public int uidOr(int clientUid) {
    return uid != null ? uid : clientUid;
  }

  /**
   * {@return the ring files' group: the application's choice, or the client's where it made none}
   *
   * @param clientGid the client's group id
   */
  public int gidOr(int clientGid) {
    return gid != null ? gid : clientGid;
  }

  /** {@return the permission bits of the ring files} */
  public int mode() {
    return mode;
  }
}
