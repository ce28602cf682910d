package dev.pmxcfs.cluster.recorded;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.cluster.group.GroupClock;
import dev.pmxcfs.cluster.group.GroupOptions;
import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.ProcessGroup;
import dev.pmxcfs.cluster.group.StateMachine;
import dev.pmxcfs.cluster.recorded.Recording.Event;
import java.util.List;
import org.junit.Test;

/**
 * The state machine is given what a node of the C server got, and sends what that sent, byte for
 * byte: each frame of each node in each group of each recording. What the node's users and its
 * application wanted to be sent is taken from the recording; when and how it is sent is the state
 * machine's.
 */
public class RecordedGroupsTest {

  private int left;

  private void play(String name) throws Exception {
    Recording recording = Recording.of(name);
    for (int node = 1; node <= 3; node++) {
      for (GroupProtocol protocol : GroupProtocol.values()) {
        var replay = new GroupReplay(protocol);
        replay.play(recording.of(node, protocol));
        left += replay.left();
      }
    }
  }

  private static final class GroupReplay extends Replay {

    private final GroupProtocol protocol;
    private final RecordedApplication application;

    GroupReplay(GroupProtocol protocol) {
      this.protocol = protocol;
      application = new RecordedApplication(protocol);
    }

    @Override
    protected StateMachine<?> machine(ProcessGroup group, GroupClock clock, Member self) {
      return new StateMachine<>(protocol, group, application, clock, new GroupOptions());
    }

    @Override
    protected void follow(List<Event> events) {
      application.follow(events);
    }
  }

  @Test
  public void joiningAndChanges() throws Exception {
    play("01");
  }

  @Test
  public void statusAndClocks() throws Exception {
    play("02");
  }

  @Test
  public void aNewerDatabaseJoins() throws Exception {
    play("03");
  }

  @Test
  public void locks() throws Exception {
    play("04");
  }

  @Test
  public void corosyncLateAndRestarted() throws Exception {
    play("05");
  }

  @Test
  public void hostileFrames() throws Exception {
    play("06");
    assertEquals("left because of such a frame", 36, left);
  }

  @Test
  public void newerVersionAndCrash() throws Exception {
    play("06b");
  }

  @Test
  public void verification() throws Exception {
    play("07");
  }
}
