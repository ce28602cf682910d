package dev.qbipc.hostile;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.RawClient;
import dev.qbipc.conformance.SharedMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Conformance list H: words of the rings' headers that only the server may write, or no process.
 */
public class OverwrittenHeaderTest extends OneServerTest {

  @Rule public final TemporaryFolder elsewhere = new TemporaryFolder();

  @Test
  public void item79_pointersOfTheRequestRingAreTheServersOwn() {
    suffer(Attack.REQUEST_READ_POINTER, Attack.REQUEST_WRITE_POINTER);
  }

  @Test
  public void item80_ringSizesAreTheServersOwn() {
    suffer(Attack.WORD_SIZE_ZERO, Attack.WORD_SIZE_ONE, Attack.WORD_SIZE_HUGE);
  }

  @Test
  public void item81_writePointersOfResponsesAndEventsAreTheServersOwn() {
    suffer(Attack.ANSWER_WRITE_POINTERS);
  }

  @Test
  public void item81_readPointerOutsideTheRingEndsTheConnection() {
    suffer(
        Attack.RESPONSE_READ_POINTER_BEHIND_END,
        Attack.RESPONSE_READ_POINTER_NEGATIVE,
        Attack.EVENT_READ_POINTER_BEHIND_END,
        Attack.EVENT_READ_POINTER_NEGATIVE);
  }

  /** {@link LibqbServerTest} shows that libqb's server removes the victim. */
  @Test
  public void item82_onlyTheServersOwnFilesAreRemoved() throws IOException {
    Path victim = elsewhere.newFile("victim").toPath();
    Path directory;
    try (RawClient intruder = server.intruder()) {
      directory = ServerUnderAttack.directory(intruder);
      Attack.overwritePaths(intruder, victim);
    }
    server.assertUnharmed(directory);
    assertTrue("the victim is gone", Files.exists(victim));
  }

  /** Another connection's files are a victim that the server does know. */
  @Test
  public void item82_filesOfAnotherConnectionAreNotRemoved() {
    try (RawClient other = server.intruder()) {
      Path directory;
      try (RawClient intruder = server.intruder()) {
        directory = ServerUnderAttack.directory(intruder);
        Attack.overwritePaths(intruder, other.request().headerFile());
      }
      server.assertUnharmed(directory);
      assertEquals(6, SharedMemory.names(ServerUnderAttack.directory(other)).size());
      Attack.use(other);
    }
  }

  @Test
  public void item83_referenceCountsDoNotKeepAnythingFromBeingRemoved() {
    suffer(Attack.REFERENCE_COUNT_ZERO, Attack.REFERENCE_COUNT_77, Attack.REFERENCE_COUNT_NEGATIVE);
  }

  @Test
  public void item84_flowControlWordIsNotReadByTheServer() {
    suffer(Attack.FLOW_CONTROL);
  }
}
