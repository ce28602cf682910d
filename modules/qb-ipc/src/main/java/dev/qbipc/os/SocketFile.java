package dev.qbipc.os;

/** The name of a Unix socket in the file system. */
public final class SocketFile {

  private static final int MODE_EVERYBODY = 0777;

  private final String path;

  /**
   * @param path absolute
   */
  public SocketFile(String path) {
    this.path = path;
  }

  /** The path clients connect to. */
  public String path() {
    return path;
  }

  /** Lets everybody connect, as libqb does; who may stay is decided later. */
  public void openToEverybody() throws SystemCallException {
    if (Libc.chmod(path, MODE_EVERYBODY) != 0) {
      throw new SystemCallException("chmod", path, Libc.errno());
    }
  }

  /** Removes the name if it is there. */
  public void remove() {
    Libc.unlink(path);
  }
}
