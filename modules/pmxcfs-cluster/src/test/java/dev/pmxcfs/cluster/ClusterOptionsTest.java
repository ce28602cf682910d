package dev.pmxcfs.cluster;

import dev.pmxcfs.cluster.conf.HostConfOptions;
import dev.pmxcfs.cluster.group.GroupOptions;
import dev.qbipc.corosync.CorosyncOptions;
import dev.qbipc.testing.OptionsRules;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.Test;

public class ClusterOptionsTest {

  @Test
  public void eachOptionSurvivesACopyAndJsonAndIsChecked() {
    new OptionsRules<>(
            ClusterOptions::new,
            ClusterOptions::new,
            json -> new ClusterOptions(new JsonObject(json)),
            options -> options.toJson().getMap())
        .property("local", true)
        .property("address", "10.0.0.1")
        .property("corosync", new CorosyncOptions().setRequestTimeout(Duration.ofSeconds(7)))
        .property("groups", new GroupOptions().setMaxWaiting(7))
        .property("hostConf", new HostConfOptions().setFile("/conf"))
        .check();
  }
}
