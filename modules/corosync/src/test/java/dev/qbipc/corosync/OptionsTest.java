package dev.qbipc.corosync;

import dev.qbipc.SocketMode;
import dev.qbipc.corosync.cpg.CpgOptions;
import dev.qbipc.testing.OptionsRules;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.Test;

/** Each property of each class of options survives copies and JSON, and is checked by both ways. */
public class OptionsTest {

  private static final Object[] NO_TIMES = {
    Duration.ZERO, Duration.ofMillis(-1), Duration.ofDays(40_000)
  };

  @Test
  public void optionsOfCorosync() {
    new OptionsRules<>(
            CorosyncOptions::new,
            CorosyncOptions::new,
            json -> new CorosyncOptions(new JsonObject(json)),
            options -> options.toJson().getMap())
        .property("connectTimeout", Duration.ofMillis(17), NO_TIMES)
        .property("startAwaited", false)
        .property("requestTimeout", Duration.ofMillis(18), NO_TIMES)
        .property("maxQueuedBytes", 19, 0, -1)
        .property("socketMode", SocketMode.ABSTRACT)
        .property("socketDirectory", "/somewhere", "")
        .check();
  }

  @Test
  public void optionsOfGroups() {
    new OptionsRules<>(
            CpgOptions::new,
            CpgOptions::new,
            json -> new CpgOptions(new JsonObject(json)),
            options -> options.toJson().getMap())
        .withoutDefault("pid")
        .property("pid", 1_234_567, 0, -1)
        .property("maxMessageSize", 20, 0, -1)
        .property("maxPause", Duration.ofMillis(21), Duration.ofMillis(-1))
        .check();
  }

  @Test
  public void optionsOfReconnecting() {
    new OptionsRules<>(
            ReconnectOptions::new,
            ReconnectOptions::new,
            json -> new ReconnectOptions(new JsonObject(json)),
            options -> options.toJson().getMap())
        .property("firstPause", Duration.ofMillis(22), NO_TIMES)
        .property("longestPause", Duration.ofMillis(23), NO_TIMES)
        .check();
  }
}
