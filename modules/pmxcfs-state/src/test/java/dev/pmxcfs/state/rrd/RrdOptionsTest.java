package dev.pmxcfs.state.rrd;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.ManualClock;
import java.util.List;
import java.util.Map;
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
  public void jsonFormMakesEqualOptions() {
    assertEquals(options(), new RrdOptions(options().toJson()));
    assertEquals(options(), new RrdOptions(options()));
    assertEquals(new RrdOptions(), new RrdOptions(Map.of()));
  }

  @Test
  public void jsonMembersAreCheckedByTheirSettersAndUnknownOnesAreRefused() {
    for (Map<String, Object> json :
        List.<Map<String, Object>>of(
            Map.of("socket", ""),
            Map.of("directory", "not/absolute"),
            Map.of("program", ""),
            Map.of("queueLimit", 0),
            Map.of("queueLimit", 1L << 32),
            Map.of("queueLimit", "7"),
            Map.of("sockets", "/a/rrd.sock"))) {
      assertThrows(json.toString(), IllegalArgumentException.class, () -> new RrdOptions(json));
    }
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
