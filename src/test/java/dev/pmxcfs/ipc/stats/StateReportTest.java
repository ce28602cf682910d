package dev.pmxcfs.ipc.stats;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.json.CheckedJson;
import dev.pmxcfs.rrd.RrdStats;
import dev.pmxcfs.state.SourceStatus;
import dev.pmxcfs.state.StateStats;
import dev.pmxcfs.state.locks.HeldLock;
import dev.pmxcfs.state.replica.WriteStatus;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.Test;

/** A report is the same at the other end, of another version of the program too. */
public class StateReportTest {

  private static StateReport report(boolean isQuorate) {
    return new StateReport(
        new SourceStatus(
            "/config.db",
            Optional.of("is gone"),
            Optional.of(new WriteStatus(10, 11, Optional.empty())),
            OptionalLong.of(12)),
        new StateStats(
            7,
            1,
            2,
            3,
            4,
            List.of(
                new HeldLock("here", 130, true, 0, Optional.of("a")),
                new HeldLock("gone", 0, false, -1, Optional.empty())),
            Map.of("a", 5),
            6,
            isQuorate),
        new RrdStats(8, 9));
  }

  private static StateReport from(JsonObject json) {
    return StateReport.from(CheckedJson.ofAny("", json));
  }

  @Test
  public void itSurvivesItsJsonForm() {
    for (boolean isQuorate : new boolean[] {true, false}) {
      assertEquals(report(isQuorate), from(report(isQuorate).toJson()));
    }
  }

  @Test
  public void aServerThatTellsNothingOfItsLocksListsNone() {
    JsonObject json = report(true).toJson();
    json.remove("oldestLocks");
    assertEquals(List.of(), from(json).stats().oldestLocks());
  }

  @Test
  public void aServerThatTellsNothingOfAQuorumNeedsNone() {
    JsonObject json = report(false).toJson();
    json.remove("quorate");
    assertTrue(from(json).stats().isQuorate());
  }
}
