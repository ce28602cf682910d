package dev.qbipc.fuse.real;

import static org.junit.Assert.assertEquals;

import dev.qbipc.linux.Errno;
import java.util.List;
import org.junit.Test;

/** Mounting while a system call fails: it is mounted or refused, and nothing is left over. */
public class FailingMountTest extends MountedTest {

  private static final String NOTHING_LEFT = "false 0";

  private String outcome(Server server, String call, int nth, int errno) {
    String answer = server.ask(call + " " + nth + " " + errno);
    String[] parts = answer.split(", ");
    assertEquals(call + " " + nth + " " + errno, NOTHING_LEFT, parts[1]);
    return parts[0];
  }

  @Test
  public void whateverFailsNoMountIsLeft() {
    Server server = started(FailingServer.class);
    server.expect("ready");
    assertEquals("refused", outcome(server, "open", 0, Errno.EMFILE));
    assertEquals("refused", outcome(server, "mount", 0, Errno.ENOMEM));
    assertEquals("what is mounted is looked at", "refused", outcome(server, "statx", 0, Errno.EIO));
    assertEquals("to end it", "mounted", outcome(server, "statx", 1, Errno.ENOMEM));
    assertEquals("mounted", outcome(server, "umount2", 0, Errno.EPERM));
    for (int errno : List.of(Errno.EIO, Errno.ENOMEM)) {
      assertEquals("the kernel's first request", "refused", outcome(server, "read", 0, errno));
      outcome(server, "read", 1, errno);
      outcome(server, "read", 2, errno);
    }
    assertEquals("its answer", "refused", outcome(server, "write", 0, Errno.EIO));
    assertEquals("what only passes", "mounted", outcome(server, "read", 0, Errno.EINTR));
    assertEquals("pages are cleared then", "mounted", outcome(server, "madvise", 0, Errno.EINVAL));
  }
}
