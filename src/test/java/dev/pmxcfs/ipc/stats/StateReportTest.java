package dev.pmxcfs.ipc.stats;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.json.CheckedJson;
import dev.pmxcfs.rrd.RrdStats;
import dev.pmxcfs.state.SourceStatus;
import dev.pmxcfs.state.StateStats;
import dev.pmxcfs.state.replica.WriteStatus;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

/** A report is the same at the other end, of another version of the program too. */
public class StateReportTest {

  private static StateReport report(boolean isQuorate) {
    return new StateReport(
        new SourceStatus(
            "/config.db",
            Optional.of("is gone"),
            Optional.of(new WriteStatus(10, 11, Optional.empty()))),
        new StateStats(7, 1, 2, 3, 4, Map.of("a", 5), 6, isQuorate),
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
  public void aServerThatTellsNothingOfAQuorumNeedsNone() {
    JsonObject json = report(false).toJson();
    json.remove("quorate");
    assertTrue(from(json).stats().isQuorate());
  }
}
