package dev.qbipc.options;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.qbipc.SocketMode;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.server.ConnectionLimits;
import dev.qbipc.server.HandshakeOptions;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.QueueLimits;
import dev.qbipc.server.ReaderOptions;
import dev.qbipc.server.Scheduling;
import dev.qbipc.server.SizeMismatch;
import dev.qbipc.server.Threading;
import dev.qbipc.testing.OptionsRules;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.Test;

/** Each property of each class of options survives copies and JSON, and is checked by both ways. */
public class OptionsTest {

  private static final Object[] NO_SERVICES = {"", "a/b", "a\0b"};
  private static final Object[] NO_TIMEOUTS = {
    Duration.ofMillis(-1), Duration.ofMillis(-2000), Duration.ofDays(40_000)
  };
  private static final Object[] NO_TIMEOUTS_NOR_ZERO = {
    Duration.ZERO, Duration.ofMillis(-1), Duration.ofMillis(-2000), Duration.ofDays(40_000)
  };

  @Test
  public void optionsOfTheServer() {
    new OptionsRules<>(
            QbServerOptions::new,
            QbServerOptions::new,
            json -> new QbServerOptions(new JsonObject(json)),
            options -> options.toJson().getMap())
        .withoutDefault("service")
        .property("service", "a-service", NO_SERVICES)
        .property("socketMode", SocketMode.ABSTRACT)
        .property("socketDirectory", "/somewhere", "")
        .property("minMessageSize", 13, -1)
        .property("maxMessageSize", 14, 0, -1)
        .property("sizeMismatch", SizeMismatch.REPLY_EINVAL)
        .property("handshakeOptions", new HandshakeOptions().setBacklog(7))
        .property("connectionLimits", new ConnectionLimits().setMaxConnections(7))
        .property("queueLimits", new QueueLimits().setMaxInFlight(7))
        .property("readerOptions", new ReaderOptions().setReaders(7))
        .check();
  }

  @Test
  public void optionsOfHandshakes() {
    new OptionsRules<>(
            HandshakeOptions::new,
            HandshakeOptions::new,
            json -> new HandshakeOptions(new JsonObject(json)),
            options -> options.toJson().getMap())
        .withoutDefault("eventLoops")
        .property("timeout", Duration.ofMillis(1_500), NO_TIMEOUTS_NOR_ZERO)
        .property("maxHandshakes", 11, 0, -1)
        .property("backlog", 15, 0, -1)
        .property("eventLoops", HandshakeOptions.MAX_EVENT_LOOPS, 0, 65)
        .check();
  }

  @Test
  public void limitsOfConnections() {
    new OptionsRules<>(
            ConnectionLimits::new,
            ConnectionLimits::new,
            json -> new ConnectionLimits(new JsonObject(json)),
            limits -> limits.toJson().getMap())
        .property("maxConnections", 12, 0, -1)
        .property("maxConnectionsPerUid", 0, -1)
        .property("idleTimeout", Duration.ofMillis(22), NO_TIMEOUTS)
        .property("maxSharedMemoryPercentPerUid", 100, 0, 101)
        .property("sharedMemoryReservePercent", 0, -1, 51)
        .property("minFreeSharedMemory", 26, -1)
        .check();
  }

  @Test
  public void limitsOfQueues() {
    new OptionsRules<>(
            QueueLimits::new,
            QueueLimits::new,
            json -> new QueueLimits(new JsonObject(json)),
            limits -> limits.toJson().getMap())
        .withoutDefault("maxHeldBytes")
        .property("maxInFlight", 16, 0, -1)
        .property("maxInFlightBytes", 23, 0, -1)
        .property("maxBacklogBytes", 17, 0, -1)
        .property("maxHeldBytes", 27_000_000, 0, -1)
        .property("maxHeldPercentPerUid", 28, 0, 101)
        .check();
  }

  @Test
  public void optionsOfReaders() {
    new OptionsRules<>(
            ReaderOptions::new,
            ReaderOptions::new,
            json -> new ReaderOptions(new JsonObject(json)),
            options -> options.toJson().getMap())
        .withoutDefault("readers")
        .property("readers", ReaderOptions.MAX_READERS, 0, 65)
        .property("scheduling", Scheduling.PLAIN)
        .property("spin", Duration.ofNanos(18), Duration.ofNanos(-1), Duration.ofDays(40_000))
        .property("nice", -20, -21, 20)
        .property("wakeHalfway", false)
        .property("futexWaitv", false)
        .check();
  }

  @Test
  public void aRefusalWithinAGroupNamesTheGroup() {
    var json = new JsonObject().put("readerOptions", new JsonObject().put("nice", 30));
    var refusal = assertThrows(IllegalArgumentException.class, () -> new QbServerOptions(json));
    assertEquals("readerOptions: nice must be -20 to 19: 30", refusal.getMessage());
  }

  @Test
  public void optionsOfTheClient() {
    new OptionsRules<>(
            QbClientOptions::new,
            QbClientOptions::new,
            json -> new QbClientOptions(new JsonObject(json)),
            options -> options.toJson().getMap())
        .withoutDefault("service")
        .property("service", "a-service", NO_SERVICES)
        .property("maxMessageSize", 1 << 21, -1)
        .property("flowControlLimit", 2, -1, 3)
        .property("socketMode", SocketMode.FILE_SYSTEM)
        .property("socketDirectory", "/run", "")
        .property("connectTimeout", Duration.ZERO, NO_TIMEOUTS)
        .property("requestTimeout", Duration.ZERO, NO_TIMEOUTS)
        .property("maxQueuedBytes", 1, 0, -1)
        .check();
  }

  @Test
  public void optionsOfOperations() {
    new OptionsRules<>(
            OperationOptions::new,
            OperationOptions::new,
            json -> new OperationOptions(new JsonObject(json)),
            options -> options.toJson().getMap())
        .property("threading", Threading.WORKER)
        .property("instances", 3, 0, -1)
        .property("deadline", Duration.ofMillis(7), NO_TIMEOUTS)
        .check();
  }
}
