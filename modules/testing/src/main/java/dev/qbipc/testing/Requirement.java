package dev.qbipc.testing;

import java.util.function.BooleanSupplier;

/** What a test may require of the machine. */
public enum Requirement {
  /** To start clients of other users, and to hand files to them. */
  ROOT("root, who may act as other users", Machine::mayActAsOtherUsers),

  /** To see what the program does where a file system is full, read-only or absent. */
  NAMESPACES("namespaces of their own, with mounts (CAP_SYS_ADMIN)", Machine::hasNamespaces),

  /** To serve a file system to the kernel. */
  FUSE("/dev/fuse, and mounts of their own (CAP_SYS_ADMIN)", Machine::mayMountFuse),

  /** To play recorded sessions, by the script that recorded them. */
  PYTHON("Python 3.8 or later as python3", Machine::hasPython),

  /** To check what is written for it, and to be scraped. */
  PROMETHEUS("prometheus and promtool, of Debian's package prometheus", Machine::hasPrometheus),

  /** To see pages as people do. */
  CHROMIUM("chromium, of Debian's package of that name", Machine::hasChromium),

  /** To have nodes that are not of the machine's network. */
  NETWORK(
      "namespaces with networks of their own (CAP_SYS_ADMIN, or user namespaces)",
      Machine::hasNetworks),

  /** To see what other users' processes have open. */
  OTHERS_PROCESSES(
      "to look into other users' processes (CAP_SYS_PTRACE)", Machine::mayLookIntoProcesses),

  /** To make system calls fail. */
  TRACING(
      "strace that may trace (CAP_SYS_PTRACE, or kernel.yama.ptrace_scope at most 1)",
      Machine::mayTrace),

  /** To have the list of what is shipped, which the plug-in writes only then. */
  MAVEN_ONLINE("a build by Maven without --offline", Machine::isBuiltOnline),

  /** Rings of hundreds of clients, or of large messages. */
  SHARED_MEMORY(
      Machine.LARGE_SHARED_MEMORY_MIB + " MiB free in /dev/shm", Machine::hasLargeSharedMemory);

  private final String words;
  private final BooleanSupplier look;
  private Boolean met;

  Requirement(String words, BooleanSupplier look) {
    this.words = words;
    this.look = look;
  }

  /** Whether this machine meets it. It is determined once. */
  public synchronized boolean isMet() {
    if (met == null) {
      met = look.getAsBoolean();
    }
    return met;
  }

  /** The requirement in words, behind "they need". */
  @Override
  public String toString() {
    return words;
  }
}
