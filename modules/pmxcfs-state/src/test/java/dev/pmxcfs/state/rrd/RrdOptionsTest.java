package dev.pmxcfs.state.rrd;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.ManualClock;
import dev.qbipc.testing.OptionsRules;
import java.util.List;
import org.junit.Test;

/** What options take, what makes two of them equal, and that those of a table are its own. */
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
    new OptionsRules<>(RrdOptions::new, RrdOptions::new, RrdOptions::new, RrdOptions::toJson)
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

  @Test
  public void aTableKeepsItsOptionsToItself() {
    RrdOptions given = options();
    RrdTable table = new RrdTable(given, new ManualClock(1_795_533_609));
    given.setQueueLimit(8);
    table.options().setQueueLimit(9);
    assertEquals(options(), table.options());
  }
}
