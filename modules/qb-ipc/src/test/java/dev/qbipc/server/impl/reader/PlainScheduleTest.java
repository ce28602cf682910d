package dev.qbipc.server.impl.reader;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.util.List;
import org.junit.Test;

/** No client is passed over, and none is left in its send call. */
public class PlainScheduleTest {

  private final PlainSchedule schedule = new PlainSchedule();
  private final Turn turn = new Turn();
  private int timesBytesTaken;

  private final Schedule.Client client =
      new Schedule.Client() {
        @Override
        public Turn turn() {
          return turn;
        }

        @Override
        public boolean hasTakenAnswers() {
          return false;
        }

        @Override
        public int wakeUps() {
          return 0;
        }

        @Override
        public void takeBytes() {
          turn.bytesTaken();
          timesBytesTaken++;
        }
      };

  private void take(int count) {
    for (int i = 0; i < count; i++) {
      assertFalse(schedule.passesOver(client));
      assertFalse(turn.isOver());
      turn.requestTaken();
      schedule.taken(client, 1, i);
      schedule.endRound(List.of(client), 1, true, i);
      assertFalse(schedule.hasWork());
    }
  }

  @Test
  public void bytesAreTakenBeforeThereAreTooMany() {
    take(Turn.MAX_REQUESTS - 1);
    assertEquals(0, timesBytesTaken);
    take(1);
    assertEquals(1, timesBytesTaken);
    take(3 * Turn.MAX_REQUESTS);
    assertEquals(4, timesBytesTaken);
  }
}
