package dev.pmxcfs.docs.monitoring;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.Test;

/** The dashboard's JSON, as Grafana has to find it. */
public class DashboardTest {

  private static final int COLUMNS = 24;

  private final List<JsonObject> panels = new Dashboard().panels();

  @Test
  public void panelsHaveNumbersOfTheirOwnAndTitles() {
    Set<Integer> ids = new HashSet<>();
    for (JsonObject panel : panels) {
      assertTrue(panel.encode(), ids.add(panel.getInteger("id")));
      assertFalse(panel.encode(), panel.getString("title").isEmpty());
    }
  }

  @Test
  public void panelsLieBesideEachOther() {
    Set<List<Integer>> taken = new HashSet<>();
    for (JsonObject panel : panels) {
      JsonObject place = panel.getJsonObject("gridPos");
      int right = place.getInteger("x") + place.getInteger("w");
      int bottom = place.getInteger("y") + place.getInteger("h");
      assertTrue(panel.encode(), right <= COLUMNS);
      for (int x = place.getInteger("x"); x < right; x++) {
        for (int y = place.getInteger("y"); y < bottom; y++) {
          assertTrue(panel.getString("title"), taken.add(List.of(x, y)));
        }
      }
    }
  }

  @Test
  public void eachQueryIsOfTheChosenInstances() {
    List<String> queries = new Dashboard().queries();
    assertTrue(queries.size() + " queries", queries.size() > 50);
    for (String query : queries) {
      assertTrue(query, query.contains("instance=~\".*\""));
      assertEquals(query, -1, query.indexOf('$'));
    }
  }
}
