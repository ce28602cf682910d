package dev.qbipc.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.vertx.core.json.JsonObject;
import org.junit.Test;

/** Defaults and messages. */
public class QbClientOptionsTest {

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
            + " maxMessageSize, maxQueuedBytes, requestTimeoutMillis, service, socketDirectory,"
            + " socketMode",
        refusal.getMessage());
  }
}
