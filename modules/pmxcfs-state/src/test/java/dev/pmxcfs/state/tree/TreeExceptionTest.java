package dev.pmxcfs.state.tree;

import static org.junit.Assert.assertEquals;

import dev.qbipc.linux.Errno;
import org.junit.Test;

public class TreeExceptionTest {

  @Test
  public void refusalTellsPathReasonAndErrno() {
    var e = new TreeException(Errno.ENOENT, ConfigPath.of("a//b"), "does not exist");
    assertEquals("/a/b: does not exist (ENOENT)", e.getMessage());
    assertEquals(Errno.ENOENT, e.errno());
  }
}
