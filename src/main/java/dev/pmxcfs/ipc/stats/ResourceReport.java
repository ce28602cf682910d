package dev.pmxcfs.ipc.stats;

import com.sun.management.OperatingSystemMXBean;
import dev.pmxcfs.ipc.health.Descriptors;
import dev.pmxcfs.ipc.json.CheckedJson;
import dev.qbipc.server.SharedMemory;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;

/**
 * What a server has left of what clients need.
 *
 * @param sharedMemoryBytes how much shared memory there is
 * @param sharedMemoryFreeBytes how much of it is free
 * @param cpuNanos processor time that the process has used, in nanoseconds
 * @param descriptors those that the process has and may have
 */
public record ResourceReport(
    long sharedMemoryBytes, long sharedMemoryFreeBytes, long cpuNanos, Descriptors descriptors) {

  static ResourceReport now() {
    var memory = SharedMemory.now();
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new ResourceReport(
        memory.totalBytes(), memory.freeBytes(), system.getProcessCpuTime(), Descriptors.now());
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("sharedMemoryBytes", sharedMemoryBytes)
        .put("sharedMemoryFreeBytes", sharedMemoryFreeBytes)
        .put("cpuNanos", cpuNanos)
        .put("openDescriptors", descriptors.open())
        .put("maxDescriptors", descriptors.max());
  }

  static ResourceReport from(CheckedJson json) {
    return new ResourceReport(
        json.integer("sharedMemoryBytes"),
        json.integer("sharedMemoryFreeBytes"),
        json.integer("cpuNanos"),
        new Descriptors(json.integer("openDescriptors"), json.integer("maxDescriptors")));
  }
}
