package dev.pmxcfs.state;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotSame;
import static org.junit.Assert.assertSame;

import dev.pmxcfs.api.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** How much is kept of answers about all guests: whatever clients ask for, it is bounded. */
public class KeptPropertyAnswersTest {

  private static final String GUEST = "nodes/a/lxc/100.conf";
  private static final int LISTS = 16;
  private static final int MIB = 1024 * 1024;

  @Rule public OpenedState opened = new OpenedState();

  @Before
  public void makeGuest() throws Exception {
    opened.makeDirectories("nodes/a/lxc");
    StringBuilder config = new StringBuilder("name: a\n");
    for (int i = 0; i <= LISTS; i++) {
      config.append('p').append(i).append(": ").append(i).append('\n');
    }
    opened.put(GUEST, config.toString());
  }

  private byte[] ask(String name) {
    return opened.state().guestProperties(List.of(ByteString.of(name)), 2 * MIB);
  }

  private List<byte[]> askForLists(int count) {
    List<byte[]> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(ask("p" + i));
    }
    return answers;
  }

  @Test
  public void answersToSixteenListsAreKept() {
    List<byte[]> answers = askForLists(LISTS);
    for (int i = 0; i < LISTS; i++) {
      assertSame("list " + i, answers.get(i), ask("p" + i));
    }
  }

  @Test
  public void oneListMoreMakesRoomForItself() {
    List<byte[]> answers = askForLists(LISTS + 1);
    byte[] last = answers.get(LISTS);
    assertSame(last, ask("p" + LISTS));
    assertNotSame("no more than that are kept", answers.get(0), ask("p0"));
    assertArrayEquals(answers.get(0), ask("p0"));
    assertSame("there is room again", last, ask("p" + LISTS));
  }

  @Test
  public void answerOfOneMebibyteIsTheLargestThatIsKept() throws Exception {
    int others = "{\n\"100\":{\"p\": \"\"}\n}\n".length();
    opened.overwrite(GUEST, "p:" + "v".repeat(MIB - others));
    byte[] largest = ask("p");
    assertEquals(MIB, largest.length);
    assertSame(largest, ask("p"));

    opened.overwrite(GUEST, "p:" + "v".repeat(MIB - others + 1));
    byte[] larger = ask("p");
    assertEquals(MIB + 1, larger.length);
    assertNotSame(larger, ask("p"));
    assertArrayEquals(larger, ask("p"));
  }
}
