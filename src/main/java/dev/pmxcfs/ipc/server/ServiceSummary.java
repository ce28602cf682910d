package dev.pmxcfs.ipc.server;

import dev.pmxcfs.state.StateStats;

/** What a server does, in a few words for a person. */
final class ServiceSummary {

  private ServiceSummary() {}

  /**
   * @param service the service's name
   * @param clients how many are connected
   */
  static String of(String service, StateStats stats, boolean isInCluster, int clients) {
    return "serving "
        + service
        + ": "
        + counted(stats.files(), "file")
        + ", "
        + cluster(stats, isInCluster)
        + ", "
        + counted(clients, "client");
  }

  private static String cluster(StateStats stats, boolean isInCluster) {
    if (!isInCluster) {
      return "no cluster";
    }
    return stats.isQuorate() ? "quorate" : "no quorum, so read-only";
  }

  private static String counted(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
