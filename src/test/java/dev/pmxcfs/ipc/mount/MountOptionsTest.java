package dev.pmxcfs.ipc.mount;

import static org.junit.Assert.assertNull;

import dev.qbipc.testing.OptionsRules;
import io.vertx.core.json.JsonObject;
import org.junit.Test;

public class MountOptionsTest {

  @Test
  public void nothingIsMountedByDefault() {
    assertNull(new MountOptions().getDirectory());
  }

  @Test
  public void eachOptionSurvivesACopyAndJsonAndIsChecked() {
    new OptionsRules<>(
            MountOptions::new,
            MountOptions::new,
            json -> new MountOptions(new JsonObject(json)),
            options -> options.toJson().getMap())
        .withoutDefault("directory")
        .property("directory", "/etc/pve", "")
        .property("readers", 3, 0, -1, 1025)
        .check();
  }
}
