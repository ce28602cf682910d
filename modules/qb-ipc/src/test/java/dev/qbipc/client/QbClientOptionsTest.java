package dev.qbipc.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.qbipc.SocketMode;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.Test;

/** The options' JSON form and bounds. */
public class QbClientOptionsTest {

  private static final JsonObject EVERYTHING =
      new JsonObject()
          .put("service", "pve2")
          .put("maxMessageSize", 1 << 20)
          .put("flowControlLimit", 2)
          .put("socketMode", "ABSTRACT")
          .put("socketDirectory", "/run")
          .put("connectTimeout", 5_000_000_000L);

  @Test
  public void jsonCarriesEveryOption() {
    var options = new QbClientOptions(EVERYTHING);
    assertEquals("pve2", options.getService());
    assertEquals(1 << 20, options.getMaxMessageSize());
    assertEquals(2, options.getFlowControlLimit());
    assertEquals(SocketMode.ABSTRACT, options.getSocketMode());
    assertEquals("/run", options.getSocketDirectory());
    assertEquals(Duration.ofSeconds(5), options.getConnectTimeout());
    assertEquals(EVERYTHING, options.toJson());
    assertEquals(EVERYTHING, new QbClientOptions(options).toJson());
  }

  @Test
  public void emptyJsonMeansDefaults() {
    var options = new QbClientOptions(new JsonObject());
    assertEquals(new QbClientOptions().toJson(), options.toJson());
    assertEquals(SocketMode.LIKE_LIBQB, options.getSocketMode());
    assertEquals(1, options.getFlowControlLimit());
  }

  @Test
  public void item102_smallerSizesAreRaisedToLibqbsSmallest() {
    assertEquals(12328, new QbClientOptions().setMaxMessageSize(1).getMaxMessageSize());
  }

  @Test
  public void impossibleValuesAreRefused() {
    var options = new QbClientOptions();
    assertThrows(IllegalArgumentException.class, () -> options.setMaxMessageSize(-1));
    assertThrows(IllegalArgumentException.class, () -> options.setFlowControlLimit(3));
    assertThrows(IllegalArgumentException.class, () -> options.setFlowControlLimit(-1));
  }
}
