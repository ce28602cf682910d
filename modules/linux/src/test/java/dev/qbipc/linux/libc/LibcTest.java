package dev.qbipc.linux.libc;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.Errno;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;

/** The table of system calls, and the one that tests put in its place. */
public class LibcTest {

  @Rule public final FailingLibc failing = new FailingLibc();

  @Test
  public void theChosenCallFailsAndNoOther() {
    failing.fail("open", 1, Errno.EMFILE);
    int fd = open("/dev/null");
    assertEquals(-1, open("/dev/null"));
    assertEquals(Errno.EMFILE, Libc.libc().errno());
    assertTrue(failing.hasFailed());
    assertEquals(0, Libc.libc().close(fd));
    assertEquals(-1, open("/nowhere/at/all"));
    assertEquals(Errno.ENOENT, Libc.libc().errno());
  }

  @Test
  public void callsAreCountedByName() {
    failing.pass();
    Libc.libc().close(open("/dev/null"));
    Libc.libc().geteuid();
    assertEquals(Map.of("open", 1, "close", 1), failing.counts());
  }

  @Test
  public void theCLibraryIsInForceAgainAfterwards() {
    failing.after();
    assertSame(Binding.C_LIBRARY, Libc.libc());
    assertTrue(Libc.libc().getpid() > 0);
  }

  @Test
  public void aPathIsUtf8WithANulAtItsEnd() {
    assertEquals("[47, -61, -92, 0]", java.util.Arrays.toString(Libc.path("/ä")));
  }

  private static int open(String path) {
    return Libc.libc().open(Libc.path(path), Libc.O_RDONLY | Libc.O_CLOEXEC, 0);
  }
}
