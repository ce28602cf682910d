package dev.pmxcfs.server;

import dev.pmxcfs.state.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file by which a server that ends tells pmxcfs's clients to wait for the next one
 * (pmxcfs-operations sections 3 and 8). While they can open it, they try to connect for 10 s before
 * they give up; without it they give up at once.
 *
 * <p>Where its directory is missing nobody looks for it, and nothing is done. What fails is logged
 * and hinders nothing else.
 */
final class RestartFlag {

  /** Where the clients of the service {@value Defaults#SERVICE} look for it. */
  static final Path PATH = Path.of("/run/pve-cluster/cfs-restart-flag");

  private static final Logger LOG = LoggerFactory.getLogger(RestartFlag.class);

  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("r--r-----");
  private static final FileAttribute<?> WITH_MODE = PosixFilePermissions.asFileAttribute(MODE);
  private static final String GROUP = "unix:gid";

  private final Path file;
  private final OptionalInt readers;
  private boolean raised;

  /**
   * @param file the flag
   * @param readers the group of the clients that are not root; empty if there is none
   */
  RestartFlag(Path file, OptionalInt readers) {
    this.file = file;
    this.readers = readers;
  }

  /** Whether the clients of a service look for the flag. */
  static boolean isFor(String service) {
    return service.equals(Defaults.SERVICE);
  }

  /**
   * Has clients wait from now on.
   *
   * @return whether there may be some that have looked for it a moment ago
   */
  synchronized boolean raise() {
    raised = true;
    if (!Files.isDirectory(file.getParent())) {
      return false;
    }
    try {
      Files.deleteIfExists(file);
      Files.createFile(file, WITH_MODE);
      // whatever the umask took away
      Files.setPosixFilePermissions(file, MODE);
      if (readers.isPresent()) {
        Files.setAttribute(file, GROUP, readers.getAsInt());
      }
    } catch (IOException e) {
      LOG.warn("clients are not told to wait for a restart: {}", Reason.withFile(e));
    }
    return true;
  }

  /** Has clients give up again that cannot connect, unless this server ends already. */
  synchronized void lower() {
    if (raised) {
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("clients go on waiting for a restart: {}", Reason.withFile(e));
    }
  }
}
