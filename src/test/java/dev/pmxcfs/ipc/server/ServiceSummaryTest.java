package dev.pmxcfs.ipc.server;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.state.StateStats;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** The words that {@code systemctl status} shows. */
public class ServiceSummaryTest {

  private static StateStats stats(int files, boolean isQuorate) {
    return new StateStats(1, files, 0, 0, 0, List.of(), Map.of(), 0, isQuorate);
  }

  @Test
  public void itTellsFilesQuorumAndClients() {
    assertEquals(
        "serving pve2: 34 files, quorate, 12 clients",
        ServiceSummary.of("pve2", stats(34, true), true, 12));
    assertEquals(
        "serving pve2: 1 file, no quorum, so read-only, 1 client",
        ServiceSummary.of("pve2", stats(1, false), true, 1));
    assertEquals(
        "serving pve2: 0 files, no cluster, 0 clients",
        ServiceSummary.of("pve2", stats(0, true), false, 0));
  }
}
