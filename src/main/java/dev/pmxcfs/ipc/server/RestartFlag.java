package dev.pmxcfs.ipc.server;

import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.OpenDirectory;
import dev.qbipc.linux.file.OpenFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file by which a server that ends tells pmxcfs's clients to wait for the next one (operations,
 * sections 3 and 8). While they can open it, they try to connect for 10 s before they give up;
 * without it they give up at once.
 *
 * <p>If its directory is missing, no program checks for it, and nothing is done. Failures are
 * logged and affect nothing else.
 */
final class RestartFlag {

  /**
   * The path at which clients of the service {@value PmxcfsServerOptions#DEFAULT_SERVICE} expect
   * it.
   */
  static final Path PATH = Path.of("/run/pve-cluster/cfs-restart-flag");

  private static final Logger LOG = LoggerFactory.getLogger(RestartFlag.class);

  private static final int MODE = 0440;

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

  /** Whether clients of a service check for the flag. */
  static boolean isFor(String service) {
    return service.equals(PmxcfsServerOptions.DEFAULT_SERVICE);
  }

  /**
   * Makes clients wait from now on.
   *
   * @return whether there may be clients that have checked for it a moment ago
   */
  synchronized boolean raise() {
    raised = true;
    if (!Files.isDirectory(file.getParent())) {
      return false;
    }
    try (OpenDirectory directory = OpenDirectory.open(file.getParent())) {
      directory.remove(OpenDirectory.name(file));
      makeIn(directory);
    } catch (SystemCallException e) {
      LOG.warn("clients are not told to wait for a restart: {}: {}", file, e.getMessage());
    }
    return true;
  }

  /** All by the file's descriptor: its name may be another file's before the mode is set. */
  private void makeIn(OpenDirectory directory) throws SystemCallException {
    try (OpenFile made = directory.makeFile(OpenDirectory.name(file), MODE)) {
      // whatever the umask took away
      made.setMode(MODE);
      if (readers.isPresent()) {
        made.setGroup(readers.getAsInt());
      }
    }
  }

  /** Lets clients that cannot connect give up again, unless this server is already ending. */
  synchronized void lower() {
    if (raised) {
      return;
    }
    if (!Files.isDirectory(file.getParent())) {
      return;
    }
    try (OpenDirectory directory = OpenDirectory.open(file.getParent())) {
      directory.remove(OpenDirectory.name(file));
    } catch (SystemCallException e) {
      LOG.warn("clients go on waiting for a restart: {}: {}", file, e.getMessage());
    }
  }
}
