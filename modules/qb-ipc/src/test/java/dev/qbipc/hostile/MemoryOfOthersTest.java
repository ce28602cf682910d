package dev.qbipc.hostile;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import dev.qbipc.conformance.ConformanceService;
import dev.qbipc.conformance.RawClient;
import dev.qbipc.conformance.SetupAnswer;
import dev.qbipc.conformance.SharedMemory;
import dev.qbipc.wire.SetupRequestDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.Test;

/** Conformance list H: no client sees what belongs to another connection. */
public class MemoryOfOthersTest extends OneServerTest {

  private static final String SECRET = "another connection's secret";

  /** Nothing of another connection is in the answer or in any byte of the rings. */
  @Test
  public void item100_nothingOfAnotherConnectionIsToldOrLeftInMemory() {
    byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
    try (RawClient other = server.intruder()) {
      for (int i = 0; i < 100; i++) {
        other.send(ConformanceService.ECHO, secret);
        assertArrayEquals(secret, other.receive().payload());
      }
      String directory = ServerUnderAttack.directory(other).getFileName().toString();
      try (RawClient intruder = RawClient.connect(server.service())) {
        intruder.sendBytes(SetupRequestDescriptor.encode(ServerUnderAttack.MESSAGE_SIZE));
        SetupAnswer answer = intruder.receiveAnswer();
        assertHasNot(directory, answer.bytes());
        intruder.openRings(answer);
        Attack.use(intruder);
        for (var name : SharedMemory.names(ServerUnderAttack.directory(intruder))) {
          byte[] memory = RingFile.read(ServerUnderAttack.directory(intruder).resolve(name));
          assertHasNot(directory, memory);
          assertHasNot(SECRET, memory);
        }
      }
    }
  }

  private static void assertHasNot(String text, byte[] bytes) {
    var latin = new String(bytes, StandardCharsets.ISO_8859_1);
    assertEquals("place of " + text, -1, latin.indexOf(text));
  }

  /** A request that says it is longer than its chunk would be answered with what follows it. */
  @Test
  public void item100_responseHoldsNoBytesThatItsRequestDidNot() {
    try (RawClient intruder = server.intruder()) {
      byte[] large = new byte[4000];
      Arrays.fill(large, (byte) 'x');
      intruder.send(ConformanceService.ECHO, large);
      assertArrayEquals(large, intruder.receive().payload());
      // The array that the payload was copied to is used again.
      intruder.send(ConformanceService.ECHO, (byte) 1);
      assertArrayEquals(new byte[] {1}, intruder.receive().payload());
      Attack.SIZE_BEYOND_CHUNK.strike(intruder);
      intruder.awaitEnd();
    }
  }
}
