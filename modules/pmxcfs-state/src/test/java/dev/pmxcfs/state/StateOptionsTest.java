package dev.pmxcfs.state;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.OptionsRules;
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
  }

  @Test
  public void nodeNameIsTheHostsUpToTheFirstDot() {
    String name = new StateOptions().nodeNameOrHostName();
    assertFalse(name.isEmpty());
    assertFalse(name.contains("."));
    assertTrue(name.indexOf('\n') < 0);
  }

  @Test
  public void eachOptionSurvivesACopyAndJsonAndIsChecked() {
    new OptionsRules<>(
            StateOptions::new, StateOptions::new, StateOptions::new, StateOptions::toJson)
        .withoutDefault("configDirectory", "nodeName", "corosyncConf")
        .property("database", "/b", "")
        .property("configDirectory", "/b", "")
        .property("nodeName", "b", "", "a/b", "/x", "x/")
        .property("corosyncConf", "/b", "")
        .check();
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
            new StateOptions(options).setNodeName("b"))) {
      assertNotEquals(options, other);
    }
    assertNotEquals(options, "a text");
    assertEquals(options.toJson().toString(), options.toString());
  }

  @Test
  public void aGivenNodeNameIsTakenWhole() {
    assertEquals("a.b", new StateOptions().setNodeName("a.b").nodeNameOrHostName());
  }
}
