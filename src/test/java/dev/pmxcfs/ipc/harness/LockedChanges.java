package dev.pmxcfs.ipc.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that changes a file as Proxmox VE's {@code cfs_lock_file} does: it makes a directory as
 * the lock, asks the service for the file, writes the file with a line more beside it, renames that
 * over the file, and removes the directory.
 */
public final class LockedChanges {

  /** The file that is changed. */
  public static final String FILE = "storage.cfg";

  private static final int GET_CONFIG = 6;
  private static final long ASIDE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private LockedChanges() {}

  /**
   * @param arguments service, its directory, name of this process, number of changes
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[1]);
    Path lock = directory.resolve("priv/lock/file-storage_cfg");
    try (var client = LibqbClient.connect(arguments[0])) {
      for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
        take(lock);
        Path written = directory.resolve(FILE + ".tmp." + arguments[2]);
        Files.writeString(written, read(client) + arguments[2] + " " + i + "\n");
        Files.move(written, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(lock);
      }
    }
  }

  private static void take(Path lock) throws IOException {
    while (true) {
      try {
        Files.createDirectory(lock);
        return;
      } catch (FileAlreadyExistsException e) {
        LockSupport.parkNanos(ASIDE_NANOS);
      }
    }
  }

  private static String read(LibqbClient client) {
    LibqbMessage answer = client.callWhenThereIsRoom(GET_CONFIG, (FILE + "\0").getBytes(UTF_8));
    if (answer.error() != 0) {
      throw new IllegalStateException(Errno.name(answer.error()));
    }
    return new String(answer.payload(), UTF_8);
  }
}
