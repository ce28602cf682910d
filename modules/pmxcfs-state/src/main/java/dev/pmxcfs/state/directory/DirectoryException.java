package dev.pmxcfs.state.directory;

import dev.pmxcfs.api.ByteString;
import java.io.IOException;
import java.nio.file.Path;

/** A directory of configuration files cannot be served; the message says which one and why. */
public class DirectoryException extends IOException {

  private static final long serialVersionUID = 1;

  /**
   * @param directory the directory
   * @param reason what is wrong with it
   * @param cause what says so
   */
  public DirectoryException(Path directory, String reason, Throwable cause) {
    super(directory + ": " + reason, cause);
  }

  /**
   * @param directory the directory
   * @param name of what is in it
   * @param reason what is wrong with that
   */
  DirectoryException(Path directory, ByteString name, String reason) {
    super(directory + "/" + name + ": " + reason);
  }
}
