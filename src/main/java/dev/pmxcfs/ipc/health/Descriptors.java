package dev.pmxcfs.ipc.health;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The descriptors of this process.
 *
 * @param open how many it has
 * @param max how many it may have
 */
public record Descriptors(long open, long max) {

  /** As many as there are now. May block, for the JVM's beans are loaded the first time. */
  public static Descriptors now() {
    var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Descriptors(system.getOpenFileDescriptorCount(), system.getMaxFileDescriptorCount());
  }
}
