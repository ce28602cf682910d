package dev.qbipc.fuse.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.Polling;
import java.nio.file.Path;
import org.junit.Test;

/** What may be on the directory that is mounted on, and what may not. */
public class MountPointTest extends MountedTest {

  private void assertRefused(String why) {
    String line = started().line();
    assertTrue(line, line.startsWith("refused: ") && line.contains(why));
  }

  private String mounts() {
    return namespace.output("grep -c ' " + mount + " ' /proc/mounts || true");
  }

  @Test
  public void items400To402_theMountIsThereAsMountShowsIt() {
    mounted();
    assertEquals(
        "/dev/fuse "
            + mount
            + " fuse rw,nosuid,nodev,relatime,user_id=0,group_id=0,default_permissions,allow_other"
            + " 0 0",
        namespace.output("grep ' " + mount + " ' /proc/mounts"));
    assertEquals("65735546 1000", output("stat -f -c '%t %b' ."));
  }

  @Test
  public void items403And410_aDeadMountIsReplacedThatNobodyIsIn() {
    mounted().kill();
    assertTrue(
        namespace.run("stat " + mount).output().contains("Transport endpoint is not connected"));
    mounted();
    assertEquals("1", mounts());
    output("echo works >file && cat file");
  }

  @Test
  public void item404_aDeadMountIsReplacedWithAWorkingDirectoryAndADescriptorInside() {
    Server first = mounted();
    Process inside = inside();
    Process holder =
        namespace.start("exec 3>" + mount + "/file && echo open && exec cat >/dev/null");
    Polling.until(() -> output("ls").equals("file"), "the file that is held open");
    first.kill();
    mounted();
    assertEquals("1", mounts());
    assertEquals("", output("ls"));
    inside.destroy();
    holder.destroy();
  }

  @Test
  public void deadMountsThatAreStackedAreAllTakenOff() {
    mounted().kill();
    // over a dead mount nobody else than the kernel can mount: by way of what lies below
    namespace.output("mkdir " + mount + "-other");
    Server other = Server.mounted(namespace, mount.resolveSibling("mount-other"));
    namespace.output("mount --move " + mount + "-other " + mount);
    other.kill();
    assertEquals("2", mounts());
    mounted();
    assertEquals("1", mounts());
  }

  @Test
  public void item405_aDirectoryWithEntriesIsRefusedAndNothingIsHidden() {
    namespace.output("touch " + mount + "/mine");
    assertRefused("is not empty");
    assertEquals("mine", output("ls"));
  }

  @Test
  public void item406_anotherFileSystemIsRefusedAndStays() {
    namespace.output("mount -t tmpfs tmpfs " + mount + " && touch " + mount + "/mine");
    assertRefused("another file system is mounted on " + mount + " (tmpfs, type tmpfs)");
    assertEquals("mine", output("ls"));
  }

  @Test
  public void item407_aLivingMountIsRefusedAndServedOn() {
    mounted();
    output("echo first >file");
    assertRefused("a server already has its file system on " + mount);
    assertEquals("first", output("cat file"));
    assertEquals("1", mounts());
  }

  @Test
  public void aMountWhoseServerIsSilentIsRefused() {
    Server silent = mounted();
    silent.suspend();
    assertRefused("does not answer");
    silent.resume();
    assertEquals("", output("ls"));
  }

  @Test
  public void aDirectoryMayHaveAnyName() {
    Path strange = mount.resolveSibling("a \\ strange\tname");
    namespace.output("mkdir '" + strange + "'");
    Server.mounted(namespace, strange).kill();
    Server second = Server.mounted(namespace, strange);
    namespace.output("cd '" + strange + "' && echo works >file && cat file");
    assertEquals("ok", second.ask("close"));
    assertEquals("", namespace.output("ls '" + strange + "'"));
    second.kill();
  }

  @Test
  public void whatIsNoDirectoryIsRefused() {
    namespace.output("rmdir " + mount);
    assertRefused("does not exist");
    namespace.output("touch " + mount);
    assertRefused("is not a directory");
    namespace.output("rm " + mount + " && ln -s /proc " + mount);
    assertRefused("is a symbolic link");
    namespace.output("rm " + mount);
  }
}
