package dev.pmxcfs.ipc.health;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;

import dev.qbipc.server.SharedMemory;
import java.util.Optional;
import org.junit.Test;

/** What is said of shared memory: with numbers, and with the way out. */
public class ClientRoomTest {

  private static final long CLIENT = SharedMemory.bytesOf(ClientRoom.MESSAGE_SIZE);
  private static final long TOTAL = 64 << 20;

  private static SharedMemory free(long bytes) {
    return new SharedMemory(TOTAL, bytes, Long.MAX_VALUE, Optional.empty());
  }

  private static SharedMemory faulty(String fault) {
    return new SharedMemory(TOTAL, TOTAL, Long.MAX_VALUE, Optional.of(fault));
  }

  @Test
  public void oneClientThatFitsIsNoFault() {
    assertEquals(Optional.empty(), ClientRoom.fault(free(CLIENT)));
    assertEquals(
        Optional.of(
            "/dev/shm has 3.0 of 64.0 MiB free for clients, and one takes 3.0 MiB; mount -o"
                + " remount,size=512m /dev/shm makes it larger, --shm-size that of a container"),
        ClientRoom.fault(free(CLIENT - 1)));
  }

  @Test
  public void sharedMemoryThatCannotBeUsedIsAFault() {
    String fault = ClientRoom.fault(faulty("does not exist")).orElseThrow();
    assertThat(fault, containsString("/dev/shm does not exist, and clients are served through it"));
    assertThat(fault, containsString("mount -t tmpfs tmpfs /dev/shm"));
  }

  @Test
  public void fewClientsAreAWarning() {
    assertThat(
        ClientRoom.warning(free(20 * CLIENT)).orElseThrow(),
        containsString("one takes 3.0 MiB: room for about 20 of them; mount"));
    assertThat(
        ClientRoom.warning(free(64 * CLIENT - 1)).orElseThrow(), containsString("about 63 of"));
    assertEquals(Optional.empty(), ClientRoom.warning(free(64 * CLIENT)));
  }

  @Test
  public void whatIsSetAsideIsNotRoom() {
    assertEquals(Optional.empty(), ClientRoom.fault(free(CLIENT + 100).without(100)));
    assertThat(
        ClientRoom.fault(free(CLIENT + 99).without(100)).orElseThrow(), containsString("3.0 of"));
    assertEquals(0, free(99).without(100).freeBytes());
  }
}
