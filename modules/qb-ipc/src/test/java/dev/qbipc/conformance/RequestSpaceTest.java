package dev.qbipc.conformance;

import static org.junit.Assert.assertEquals;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.wire.MessageDescriptor;
import org.junit.Test;

/** What our server does better than libqb's with the space of a request (list D). */
public class RequestSpaceTest extends OwnServerTest {

  /** The ring holds one largest request and no second one, so libqb's clients may get EAGAIN. */
  @Test
  public void item40_spaceOfALargestRequestIsGivenBackBeforeItIsAnswered() {
    byte[] payload = new byte[MESSAGE_SIZE - MessageDescriptor.REQUEST_HEADER_SIZE];
    try (var client = LibqbClient.connect(server.service(), MESSAGE_SIZE)) {
      for (int i = 0; i < 2000; i++) {
        assertEquals(8, client.call(ConformanceService.SERVICE_STATS, payload).payload().length);
      }
    }
  }
}
