package dev.pmxcfs.state.replica;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.state.replica.WriteStatus.Failure;
import java.util.Optional;
import org.junit.Test;

/** How many changes got EIO, and since when none is taken. */
public class WriteStatusTest {

  private static final Failure FIRST = new Failure(1, "first");
  private static final Failure SECOND = new Failure(2, "second");

  @Test
  public void nothingIsWrongAtTheStart() {
    assertEquals(new WriteStatus(0, 0, Optional.empty()), WriteStatus.GOOD);
  }

  @Test
  public void eachRefusedChangeIsCounted() {
    assertEquals(new WriteStatus(0, 1, Optional.empty()), WriteStatus.GOOD.refused());
    assertEquals(
        new WriteStatus(0, 2, Optional.of(FIRST)), WriteStatus.GOOD.refused().refused(FIRST));
    assertEquals(
        "also after a failure",
        new WriteStatus(0, 2, Optional.of(FIRST)),
        WriteStatus.GOOD.refused(FIRST).refused());
  }

  @Test
  public void theFirstFailureIsTheOneThatIsTold() {
    assertEquals(
        new WriteStatus(0, 2, Optional.of(FIRST)), WriteStatus.GOOD.refused(FIRST).refused(SECOND));
  }

  @Test
  public void aTransactionIsCountedAndEndsAFailure() {
    assertEquals(new WriteStatus(1, 0, Optional.empty()), WriteStatus.GOOD.stored());
    WriteStatus again = WriteStatus.GOOD.refused(FIRST).stored();
    assertEquals(new WriteStatus(1, 1, Optional.empty()), again);
    assertEquals(new WriteStatus(1, 2, Optional.of(SECOND)), again.refused(SECOND));
  }
}
