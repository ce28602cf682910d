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
          .put("socketMode", "abstract")
          .put("socketDirectory", "/run")
          .put("connectTimeoutMillis", 5_000L);

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

  /** Or the first larger answer, such as a list of guests, fails at the server with EMSGSIZE. */
  @Test
  public void messagesAreAsLargeAsPmxcfsClientsAskFor() {
    assertEquals(1 << 20, new QbClientOptions().getMaxMessageSize());
  }

  @Test
  public void constantsHaveOneSpellingAndAWrongOneIsToldTheRightOnes() {
    var javas = new QbClientOptions(new JsonObject().put("socketMode", "FILE_SYSTEM"));
    assertEquals("file-system", javas.toJson().getString("socketMode"));
    var wrong = new JsonObject().put("socketMode", "abstracted");
    var refusal = assertThrows(IllegalArgumentException.class, () -> new QbClientOptions(wrong));
    assertEquals(
        "socketMode is not one of like-libqb, abstract, file-system: abstracted",
        refusal.getMessage());
  }

  @Test
  public void aMemberThatIsNotKnownIsToldThoseThatAre() {
    var json = new JsonObject().put("connectTimeout", 5);
    var refusal = assertThrows(IllegalArgumentException.class, () -> new QbClientOptions(json));
    assertEquals(
        "connectTimeout is not known; there are connectTimeoutMillis, flowControlLimit,"
            + " maxMessageSize, service, socketDirectory, socketMode",
        refusal.getMessage());
  }

  @Test
  public void impossibleValuesAreRefused() {
    var options = new QbClientOptions();
    assertThrows(IllegalArgumentException.class, () -> options.setMaxMessageSize(-1));
    assertThrows(IllegalArgumentException.class, () -> options.setFlowControlLimit(3));
    assertThrows(IllegalArgumentException.class, () -> options.setFlowControlLimit(-1));
  }
}
