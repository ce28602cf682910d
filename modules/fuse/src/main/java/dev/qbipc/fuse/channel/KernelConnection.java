package dev.qbipc.fuse.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.qbipc.linux.mount.DetachedMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The kernel's own switch for a file system whose mount is out of reach: moved, unmounted lazily
 * while somebody is inside, or left in another mount namespace. It is a file system of type {@code
 * fusectl}, mounted in {@code /sys} on most machines.
 */
final class KernelConnection {

  private static final Path USUAL_PLACE = Path.of("/sys/fs/fuse/connections");

  private KernelConnection() {}

  /**
   * Ends all calls and all reading of a file system.
   *
   * @param deviceMinor of its device number; does nothing if it has ended already
   */
  static void abort(int deviceMinor) throws IOException {
    if (!abort(USUAL_PLACE, deviceMinor)) {
      try (var control = DetachedMount.of("fusectl")) {
        abort(control.root(), deviceMinor);
      }
    }
  }

  private static boolean abort(Path connections, int deviceMinor) throws IOException {
    Path file = connections.resolve(Integer.toString(deviceMinor)).resolve("abort");
    if (!Files.exists(file)) {
      return false;
    }
    Files.write(file, "1".getBytes(US_ASCII), StandardOpenOption.WRITE);
    return true;
  }
}
