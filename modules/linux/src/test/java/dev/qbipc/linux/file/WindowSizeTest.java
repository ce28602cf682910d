package dev.qbipc.linux.file;

import static dev.qbipc.linux.libc.Libc.libc;
import static org.junit.Assert.assertEquals;

import dev.qbipc.linux.libc.Libc;
import java.util.Optional;
import org.junit.Test;

/** Terminals with a size are in the tests of what draws on them. */
public class WindowSizeTest {

  private static final int NOT_OPEN = Integer.MAX_VALUE;

  @Test
  public void whatIsNotATerminalHasNone() {
    assertEquals(Optional.empty(), WindowSize.of(NOT_OPEN));
    int fd = libc().open(Libc.path("/dev/null"), Libc.O_RDWR, 0);
    try {
      assertEquals(Optional.empty(), WindowSize.of(fd));
    } finally {
      libc().close(fd);
    }
  }
}
