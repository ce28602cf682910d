package dev.qbipc.linux.mount;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.libc.FailingLibc;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Mounts, as far as one process can see them without making any that others see. */
public class MountsTest {

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final FailingLibc failing = new FailingLibc();

  @Test
  public void whatIsMountedIsFoundByItsDirectory() throws IOException {
    assertEquals("proc", Mounts.at(Path.of("/proc")).orElseThrow().type());
    assertTrue(Mounts.at(folder.getRoot().toPath().toRealPath()).isEmpty());
  }

  @Test
  public void mountingSaysWhereItFailed() {
    failing.failAlways("mount", Errno.EPERM);
    Path target = folder.getRoot().toPath();
    var failure =
        assertThrows(
            SystemCallException.class, () -> Mounts.mount("none", target, "tmpfs", false, ""));
    assertEquals(Errno.EPERM, failure.errno());
    assertTrue(failure.getMessage(), failure.getMessage().contains(target.toString()));
  }

  @Test
  public void unmountingToldThatNothingIsThereSaysSo() throws IOException {
    failing.failAlways("umount2", Errno.EINVAL);
    assertFalse(Mounts.detach(folder.getRoot().toPath()));
    assertFalse(Mounts.abort(folder.getRoot().toPath()));
    failing.failAlways("umount2", Errno.EPERM);
    var failure =
        assertThrows(SystemCallException.class, () -> Mounts.detach(folder.getRoot().toPath()));
    assertEquals(Errno.EPERM, failure.errno());
  }

  @Test
  @Needs(Requirement.NAMESPACES)
  public void aDetachedMountIsUsedByItsPathAndSeenNowhere() throws IOException {
    Path root;
    int before = Mounts.all().size();
    try (var mount = DetachedMount.of("tmpfs")) {
      root = mount.root();
      Files.writeString(root.resolve("file"), "text");
      assertEquals("text", Files.readString(root.resolve("file")));
      assertEquals(before, Mounts.all().size());
    }
    assertFalse(Files.exists(root.resolve("file")));
    var failure = assertThrows(SystemCallException.class, () -> DetachedMount.of("no-such-type"));
    assertEquals(Errno.ENODEV, failure.errno());
  }

  @Test
  @Needs(Requirement.NAMESPACES)
  public void aDetachedMountThatFailsOnItsWayLeavesNoDescriptor() throws IOException {
    for (int nth = 0; nth < 3; nth++) {
      failing.fail("syscall", nth, Errno.ENOSYS);
      assertThrows(SystemCallException.class, () -> DetachedMount.of("tmpfs"));
      assertEquals(nth == 0 ? null : 1, failing.counts().get("close"));
    }
  }
}
