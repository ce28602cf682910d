package dev.pmxcfs.ipc.cli.stats;

import dev.pmxcfs.ipc.stats.ProcessUsage;
import dev.pmxcfs.ipc.stats.ServiceReport;

/**
 * A report of a service, with what the kernel tells of its process at that moment.
 *
 * @param report what the service says
 * @param process what its process takes
 */
record Sample(ServiceReport report, ProcessUsage process) {

  /** Of now. */
  static Sample of(ServiceReport report) {
    return new Sample(report, ProcessUsage.of(report.pid()));
  }
}
