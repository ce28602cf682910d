package dev.pmxcfs.ipc.harness;

import dev.qbipc.corosync.real.RealCorosync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the program needs to be served on a node of a cluster, beside corosync. */
public final class ClusterNodeFiles {

  private ClusterNodeFiles() {}

  /** Makes /run/data for a database and /run/pve to mount on, and copies files of the system. */
  public static void copyTo(RealCorosync node) throws IOException {
    Files.createDirectories(node.directory().resolve("pve"));
    Files.createDirectories(node.directory().resolve("data"));
    copySystemFiles(node.directory().resolve("etc"));
  }

  /** The node's /etc is its own, and Debian's Java has its settings there. */
  private static void copySystemFiles(Path etc) throws IOException {
    for (String name :
        List.of("group", "passwd", "nsswitch.conf", "resolv.conf", "java-17-openjdk")) {
      Path file = Path.of("/etc", name);
      if (Files.exists(file)) {
        List<String> copy = List.of("cp", "-rL", file.toString(), etc.toString());
        new ProcessBuilder(copy).inheritIO().start().onExit().join();
      }
    }
  }
}
