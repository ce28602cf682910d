package dev.pmxcfs.ipc.cli.selftest;

import dev.pmxcfs.ipc.health.ClientRoom;
import dev.pmxcfs.ipc.health.Descriptors;
import dev.qbipc.linux.memory.FutexSet;
import dev.qbipc.server.QbServerOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the machine has for any server: Java, kernel, shared memory, descriptors. */
final class MachineFindings {

  private static final Set<String> PROCESSORS = Set.of("amd64", "aarch64");

  /** A socket and its share of what waits, for as many connections as are allowed. */
  private static final int DESCRIPTORS_OF_A_CONNECTION = 2;

  /** What a server has open before the first client comes, and then some. */
  private static final int OWN_DESCRIPTORS = 256;

  private MachineFindings() {}

  static List<Finding> all(QbServerOptions options) {
    return List.of(java(), kernel(), sharedMemory(options), descriptors(options));
  }

  private static Finding java() {
    String processor = System.getProperty("os.arch");
    String found = "Java " + System.getProperty("java.version") + " on " + processor;
    return PROCESSORS.contains(processor)
        ? Finding.ok("java", found)
        : Finding.missing("java", found, "use a machine with x86_64 or aarch64");
  }

  private static Finding kernel() {
    String found = "Linux " + System.getProperty("os.version");
    return FutexSet.isAvailable()
        ? Finding.ok("kernel", found + ", with futex_waitv")
        : Finding.warning(
            "kernel",
            found + ", without futex_waitv: each client costs a thread",
            "use kernel 5.16 or later, or allow the system call in the container's seccomp profile");
  }

  private static Finding sharedMemory(QbServerOptions options) {
    var room = new ClientRoom(options);
    Optional<String> fault = room.fault();
    if (fault.isPresent()) {
      return split("shared-memory", Finding.State.MISSING, fault.get());
    }
    return room.warning()
        .map(warning -> split("shared-memory", Finding.State.WARNING, warning))
        .orElseGet(() -> Finding.ok("shared-memory", "/dev/shm has room for many clients"));
  }

  /** The sentences of health say what is wrong before a semicolon, and what to do behind it. */
  private static Finding split(String what, Finding.State state, String sentence) {
    int end = sentence.indexOf("; ");
    return new Finding(
        what, state, sentence.substring(0, end), Optional.of(sentence.substring(end + 2)));
  }

  private static Finding descriptors(QbServerOptions options) {
    int connections = options.getConnectionLimits().getMaxConnections();
    long max = Descriptors.now().max();
    long wanted = OWN_DESCRIPTORS + (long) connections * DESCRIPTORS_OF_A_CONNECTION;
    String found = max + " files may be open";
    String action = "raise it with LimitNOFILE=" + wanted + " in the systemd unit, or ulimit -n";
    if (max < 2 * OWN_DESCRIPTORS) {
      return Finding.missing("descriptors", found, action);
    }
    return max < wanted
        ? Finding.warning(
            "descriptors", found + ", which is too few for " + connections + " clients", action)
        : Finding.ok("descriptors", found);
  }
}
