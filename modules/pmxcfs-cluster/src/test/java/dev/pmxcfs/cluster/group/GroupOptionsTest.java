package dev.pmxcfs.cluster.group;

import dev.qbipc.testing.OptionsRules;
import java.time.Duration;
import org.junit.Test;

/** The options of a group keep the rules of options. */
public class GroupOptionsTest {

  @Test
  public void propertiesAreKeptAndChecked() {
    new OptionsRules<>(
            GroupOptions::new, GroupOptions::new, GroupOptions::new, GroupOptions::toJson)
        .property("changeTimeout", Duration.ofSeconds(7), Duration.ZERO, Duration.ofMillis(-1))
        .property("maxWaiting", 7, 0, -1)
        .property("maxQueuedBytes", 7, 0, -1)
        .check();
  }
}
