package dev.pmxcfs.rrd;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.OptionsRules;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.Test;

/** What options take, and what makes two of them equal. */
public class RrdOptionsTest {

  private static RrdOptions options() {
    return new RrdOptions()
        .setSocket("/a/rrd.sock")
        .setDirectory("/a/rrd")
        .setProgram("/a/rrdtool")
        .setQueueLimit(7);
  }

  @Test
  public void optionsAreEqualIfAllOfThemAre() {
    assertEquals(options(), options());
    assertEquals(options().hashCode(), options().hashCode());
    assertNotEquals(new RrdOptions().hashCode(), options().hashCode());
    for (RrdOptions other :
        List.of(
            options().setSocket("/b"),
            options().setDirectory("/b"),
            options().setProgram("/b"),
            options().setQueueLimit(8))) {
      assertNotEquals(options(), other);
    }
    assertNotEquals(options(), "a text");
    assertTrue(options().toString(), options().toString().contains("/a/rrd.sock"));
  }

  @Test
  public void eachOptionSurvivesACopyAndJsonAndIsChecked() {
    new OptionsRules<>(
            RrdOptions::new,
            RrdOptions::new,
            json -> new RrdOptions(new JsonObject(json)),
            options -> options.toJson().getMap())
        .property("socket", "/a/rrd.sock", "")
        .property("directory", "/", "", "a/b", "/a b", "/a\"b")
        .property("program", "/a/rrdtool", "")
        .property("queueLimit", 7, 0, -1)
        .check();
  }

  @Test
  public void queueHoldsAtLeastOneUpdate() {
    assertEquals(1, new RrdOptions().setQueueLimit(1).getQueueLimit());
  }
}
