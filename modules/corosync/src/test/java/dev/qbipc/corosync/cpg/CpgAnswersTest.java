package dev.qbipc.corosync.cpg;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.fake.WireMessage;
import dev.qbipc.linux.Errno;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

/** What a member makes of answers that refuse, or that cannot be understood. */
public class CpgAnswersTest extends FakeGroupTest {

  /** A refusal in general has another id and no fields. */
  @Test
  public void item304_aHeaderAloneIsARefusalOfAnyRequest() {
    fake.answer(request -> request.answer(0, CorosyncError.INVALID_PARAM.number()));
    var refusal = failure(group.join());
    assertEquals(CorosyncError.INVALID_PARAM, refusal.error());
    assertEquals(0, refusal.errno());
  }

  @Test
  public void item304_errorsThatCorosyncDoesNotHaveAreNoSuccess() {
    fake.answer(request -> request.answer(WireMessage.of(7, 29, 32).u32(24, 1)));
    assertEquals(CorosyncError.MESSAGE_ERROR, failure(group.join()).error());
    fake.answer(request -> request.answer(WireMessage.of(7, 0, 32).u32(24, 1)));
    assertEquals(CorosyncError.MESSAGE_ERROR, failure(group.join()).error());
  }

  @Test
  public void item305_anAnswerThatIsTooShortEndsTheConnection() {
    fake.answer(request -> request.answer(7, FakeGroup.OK));
    var failure = failure(group.join());
    assertEquals(CorosyncError.MESSAGE_ERROR, failure.error());
    assertEquals(Errno.EBADMSG, failure.errno());
    assertFalse(group.isOpen());
    Waiting.value(fake.connections().get(0).closed());
  }

  @Test
  public void item322_aJoinThatIsRefusedForTheMomentIsRepeated() {
    var refusals = new AtomicInteger();
    fake.answer(
        request -> {
          if (request.id() == FakeGroup.JOIN && refusals.incrementAndGet() <= 3) {
            request.answer(FakeGroup.JOIN, CorosyncError.TRY_AGAIN.number());
          } else {
            FakeGroup.answer(fake, request, SELF);
          }
        });
    join();
    assertEquals(4, refusals.get());
  }

  /** Busy as long as corosync has not announced the join. */
  @Test
  public void aLeaveThatComesTooSoonIsRepeated() {
    join();
    var refusals = new AtomicInteger();
    fake.answer(
        request -> {
          if (request.id() == FakeGroup.LEAVE && refusals.incrementAndGet() <= 3) {
            request.answer(FakeGroup.LEAVE, CorosyncError.BUSY.number());
          } else {
            FakeGroup.answer(fake, request, SELF);
          }
        });
    Waiting.value(group.leave());
    assertEquals(4, refusals.get());
    Waiting.value(fake.connections().get(0).closed());
  }
}
