package dev.pmxcfs.state;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.rrd.RrdOptions;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class StateOptionsTest {

  @Test
  public void defaultsAreThoseOfPmxcfs() {
    StateOptions options = new StateOptions(Map.of());
    assertEquals("/var/lib/pve-cluster/config.db", options.getDatabase());
    assertNull(options.getConfigDirectory());
    assertNull(options.getNodeName());
    assertEquals("/var/run/rrdcached.sock", options.getRrd().getSocket());
    assertEquals("/var/lib/rrdcached/db", options.getRrd().getDirectory());
    assertEquals("rrdtool", options.getRrd().getProgram());
  }

  @Test
  public void nodeNameIsTheHostsUpToTheFirstDot() {
    String name = new StateOptions().nodeNameOrHostName();
    assertFalse(name.isEmpty());
    assertFalse(name.contains("."));
    assertTrue(name.indexOf('\n') < 0);
  }

  @Test
  public void jsonFormRoundTrips() {
    StateOptions options = new StateOptions().setDatabase("/a/b.db").setNodeName("node2");
    options.setRrd(
        new RrdOptions()
            .setSocket("/a/rrd.sock")
            .setDirectory("/a/rrd")
            .setProgram("/a/rrdtool")
            .setQueueLimit(7));
    options.setConfigDirectory("/a/pve");
    StateOptions copy = new StateOptions(options.toJson());
    assertEquals("/a/pve", copy.getConfigDirectory());
    assertEquals("/a/b.db", copy.getDatabase());
    assertEquals("node2", copy.getNodeName());
    assertEquals("/a/rrd.sock", copy.getRrd().getSocket());
    assertEquals("/a/rrd", copy.getRrd().getDirectory());
    assertEquals("/a/rrdtool", copy.getRrd().getProgram());
    assertEquals(7, copy.getRrd().getQueueLimit());
    assertEquals(options.toJson(), new StateOptions(copy).toJson());
  }

  @Test
  public void optionsAreEqualIfAllOfThemAre() {
    StateOptions options = new StateOptions().setNodeName("a");
    assertEquals(options, new StateOptions(options));
    assertEquals(options.hashCode(), new StateOptions(options).hashCode());
    assertNotEquals(new StateOptions().hashCode(), options.hashCode());
    for (StateOptions other :
        List.of(
            new StateOptions(options).setDatabase("/b"),
            new StateOptions(options).setConfigDirectory("/b"),
            new StateOptions(options).setNodeName("b"),
            new StateOptions(options).setRrd(new RrdOptions().setQueueLimit(7)))) {
      assertNotEquals(options, other);
    }
    assertNotEquals(options, "a text");
    assertEquals(options.toJson().toString(), options.toString());
  }

  @Test
  public void aCopyKeepsItsOptionsToItself() {
    RrdOptions rrd = new RrdOptions();
    StateOptions options = new StateOptions().setRrd(rrd);
    rrd.setQueueLimit(7);
    new StateOptions(options).getRrd().setQueueLimit(8);
    assertEquals(new StateOptions(), options);
  }

  @Test
  public void jsonMembersThatAreUnknownOrOfTheWrongTypeAreRefused() {
    for (Map<String, Object> json :
        List.<Map<String, Object>>of(
            Map.of("databases", "/b"),
            Map.of("database", 7),
            Map.of("configDirectory", ""),
            Map.of("nodeName", "a/b"),
            Map.of("rrd", "socket"),
            Map.of("rrd", Map.of("sockets", "/a")))) {
      assertThrows(json.toString(), IllegalArgumentException.class, () -> new StateOptions(json));
    }
  }

  @Test
  public void aGivenNodeNameIsTakenWhole() {
    assertEquals("a.b", new StateOptions().setNodeName("a.b").nodeNameOrHostName());
  }

  @Test
  public void wrongValuesAreRefused() {
    StateOptions options = new StateOptions();
    assertThrows(IllegalArgumentException.class, () -> options.setDatabase(""));
    assertThrows(IllegalArgumentException.class, () -> options.setConfigDirectory(""));
    assertThrows(IllegalArgumentException.class, () -> options.setNodeName(""));
    assertThrows(IllegalArgumentException.class, () -> options.setNodeName("a/b"));
    assertThrows(IllegalArgumentException.class, () -> options.setNodeName("/x"));
    assertThrows(IllegalArgumentException.class, () -> options.setNodeName("x/"));
    RrdOptions rrd = new RrdOptions();
    assertThrows(IllegalArgumentException.class, () -> rrd.setSocket(""));
    assertThrows(IllegalArgumentException.class, () -> rrd.setDirectory(""));
    assertThrows(IllegalArgumentException.class, () -> rrd.setDirectory("a/b"));
    assertThrows(IllegalArgumentException.class, () -> rrd.setDirectory("/a b"));
    assertThrows(IllegalArgumentException.class, () -> rrd.setProgram(""));
    assertThrows(IllegalArgumentException.class, () -> rrd.setQueueLimit(0));
    assertThrows(IllegalArgumentException.class, () -> rrd.setQueueLimit(-1));
    assertEquals("the smallest", 1, rrd.setQueueLimit(1).getQueueLimit());
    assertEquals("the root", "/", rrd.setDirectory("/").getDirectory());
  }
}
