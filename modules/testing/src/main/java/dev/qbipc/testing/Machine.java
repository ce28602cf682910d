package dev.qbipc.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What this machine lets the tests do. Rights are determined by using them, since a container may
 * withhold what the user's id and capabilities promise.
 */
final class Machine {

  /** Docker and podman give a container 64 MiB. */
  static final long LARGE_SHARED_MEMORY_MIB = 1024;

  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private Machine() {}

  static boolean mayActAsOtherUsers() {
    return succeeds("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "true");
  }

  static boolean hasNamespaces() {
    String command = "unshare --net --mount --pid --fork --mount-proc mount -t tmpfs tmpfs /mnt";
    return succeeds(command.split(" "));
  }

  /** Whose server ends before it says a word: the mount goes with its namespace. */
  static boolean mayMountFuse() {
    String options = "fd=3,rootmode=40000,user_id=0,group_id=0";
    String mount = "exec 3<>/dev/fuse && mount -i -t fuse -o " + options + " fuse /mnt";
    return succeeds("unshare", "--mount", "sh", "-c", mount);
  }

  static boolean hasPython() {
    return succeeds("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 8))");
  }

  static boolean hasPrometheus() {
    return succeeds("sh", "-c", "command -v prometheus && command -v promtool");
  }

  static boolean hasChromium() {
    return succeeds("sh", "-c", "command -v chromium");
  }

  static boolean hasNetworks() {
    String network = " --net --mount sh -c";
    return Stream.of("unshare", "unshare --user --map-root-user")
        .map(unshare -> new ArrayList<>(List.of((unshare + network).split(" "))))
        .peek(command -> command.add("ip link set lo up && mount -t tmpfs tmpfs /mnt"))
        .anyMatch(command -> succeeds(command.toArray(String[]::new)));
  }

  /** The starter of another user's process may not inspect it before it runs its program. */
  static boolean mayLookIntoProcesses() {
    String look = "while [ $(cat /proc/$!/comm) != sleep ]; do :; done; readlink /proc/$!/fd/0";
    return succeeds(
        "sh",
        "-c",
        "setpriv --reuid=65534 --regid=65534 --clear-groups sleep 60 & "
            + look
            + "; status=$?; kill $!; exit $status");
  }

  static boolean mayTrace() {
    return succeeds("strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "true");
  }

  static boolean hasLargeSharedMemory() {
    try {
      return Files.getFileStore(SHARED_MEMORY).getUsableSpace() >= LARGE_SHARED_MEMORY_MIB << 20;
    } catch (IOException e) {
      return false;
    }
  }

  static boolean isBuiltOnline() {
    return !Boolean.getBoolean("maven.offline");
  }

  private static boolean succeeds(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
