package dev.qbipc.conformance;

import java.util.List;

/**
 * Commands that run a program in surroundings that the machine's other processes do not share. To
 * be put in front of the program; the process id stays the program's. They need namespaces or root,
 * as the tests say that use them.
 */
public final class Surroundings {

  private Surroundings() {}

  /** Where {@code /etc/libqb/force-filesystem-sockets} exists. */
  public static List<String> withForceFile() {
    return inMountNamespace(
        "mount -t tmpfs tmpfs /mnt"
            + " && cp -a /etc /mnt/etc"
            + " && mkdir -p /mnt/etc/libqb"
            + " && touch /mnt/etc/libqb/force-filesystem-sockets"
            + " && mount --bind /mnt/etc /etc");
  }

  /** Where {@code /dev/shm} holds so many KiB. */
  public static List<String> withSharedMemoryOf(int kibibytes) {
    return inMountNamespace("mount -t tmpfs -o size=" + kibibytes + "k tmpfs /dev/shm");
  }

  private static List<String> inMountNamespace(String preparation) {
    return List.of("unshare", "-m", "sh", "-ec", preparation + " && exec \"$@\"", "sh");
  }

  /** In the mount namespace of another process. */
  public static List<String> sameAs(ServerUnderTest server) {
    return sameAs(server.pid());
  }

  /** In the mount namespace of another process. */
  public static List<String> sameAs(int pid) {
    return List.of("nsenter", "-m", "-t", String.valueOf(pid));
  }

  /** With at most so many descriptors. */
  public static List<String> withDescriptors(int most) {
    return List.of("prlimit", "--nofile=" + most + ":" + most);
  }

  /** As a process of another pid namespace, where it is number 1. */
  public static List<String> inPidNamespace() {
    return List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc");
  }

  /** As root that has none but these capabilities, each with a plus sign in front. */
  public static List<String> withCapabilities(String capabilities) {
    return List.of(
        "setpriv", "--bounding-set=-all," + capabilities, "--inh-caps=-all," + capabilities);
  }

  /** As root that may not go where its permissions do not let it. */
  public static List<String> withoutDacOverride() {
    String without = "-dac_override,-dac_read_search";
    return List.of("setpriv", "--bounding-set=" + without, "--inh-caps=" + without);
  }

  /** As another user, whose group has the same number. */
  public static List<String> as(int uid) {
    return List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups");
  }
}
