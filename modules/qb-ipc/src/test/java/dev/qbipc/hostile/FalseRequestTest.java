package dev.qbipc.hostile;

import static org.junit.Assert.assertEquals;

import dev.qbipc.conformance.ConformanceService;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.conformance.RawClient;
import dev.qbipc.conformance.RawRing;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.Test;

/** Conformance list H: requests whose chunk, size or semaphore is a lie. */
public class FalseRequestTest extends OneServerTest {

  private static final int CHUNKS_RAISED = 2_000;

  @Test
  public void item74_sizeThatContradictsTheChunkEndsTheConnection() {
    suffer(
        Attack.SIZE_NEGATIVE,
        Attack.SIZE_LEAST,
        Attack.SIZE_ZERO,
        Attack.SIZE_BELOW_HEADER,
        Attack.SIZE_BEYOND_CHUNK,
        Attack.SIZE_BEYOND_LARGEST_MESSAGE,
        Attack.SIZE_LARGEST);
  }

  /** What is sent would be echoed. */
  @Test
  public void item74_noOperationSeesARequestOfWrongSize() {
    try (RawClient intruder = server.intruder()) {
      Attack.SIZE_BEYOND_CHUNK.strike(intruder);
      intruder.awaitEnd();
      assertEquals("responses", 0, intruder.response().semaphore());
    }
  }

  @Test
  public void item75_chunkTooShortForAHeaderEndsTheConnection() {
    suffer(Attack.CHUNK_EMPTY, Attack.CHUNK_OF_ONE_WORD, Attack.CHUNK_ONE_SHORT_OF_HEADER);
  }

  /** The server's heap could not hold one of the large ones. */
  @Test
  public void item76_chunkLongerThanAllowedEndsTheConnection() {
    suffer(
        Attack.CHUNK_BEYOND_LARGEST_MESSAGE,
        Attack.CHUNK_BEYOND_RING,
        Attack.CHUNK_OF_GIBIBYTES,
        Attack.CHUNK_NEGATIVE);
  }

  @Test
  public void item77_chunkThatIsNotCommittedEndsTheConnection() {
    suffer(Attack.MAGIC_WRONG, Attack.MAGIC_ZERO, Attack.MAGIC_ALLOCATED, Attack.MAGIC_RECLAIMED);
  }

  @Test
  public void item78_semaphoreWithoutChunkEndsTheConnection() {
    suffer(
        Attack.SEMAPHORE_ONE,
        Attack.SEMAPHORE_TWO,
        Attack.SEMAPHORE_GREATEST,
        Attack.SEMAPHORE_NEGATIVE);
  }

  /** With a chunk each, as fast as it goes, and none read that comes back. */
  @Test
  public void item97_semaphoreRaisedWhileTheServerLowersItDoesNotHoldTheReader() {
    try (RawClient intruder = server.intruder()) {
      RawRing ring = intruder.request();
      var ended = new AtomicBoolean();
      var raiser =
          new Thread(
              () -> {
                while (!ended.get()) {
                  ring.wake();
                }
              },
              "raiser");
      raiser.start();
      byte[] message = RawClient.requestOf(ConformanceService.NO_REPLY);
      for (int i = 0; i < CHUNKS_RAISED; i++) {
        Eventually.assertBecomes("room", true, () -> ring.hasRoomFor(message.length));
        ring.write(message);
      }
      server.honest().assertServed();
      // The last ones have no chunk.
      for (int i = 0; i < CHUNKS_RAISED; i++) {
        ring.post();
      }
      intruder.awaitEnd();
      ended.set(true);
      join(raiser);
      server.assertUnharmed();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
