package dev.pmxcfs.state;

import static org.junit.Assert.assertEquals;

import dev.qbipc.linux.Errno;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** The guest list under changes (operations, section 5.2 and rules G and R). */
public class GuestListTest {

  private static final String QEMU_100 = "nodes/a/qemu-server/100.conf";
  private static final String LXC_100 = "nodes/a/lxc/100.conf";
  private static final String QEMU_100_ON_B = "nodes/b/qemu-server/100.conf";
  private static final String QEMU_101 = "nodes/a/qemu-server/101.conf";

  @Rule public OpenedState opened = new OpenedState();

  @Before
  public void makeNodes() throws Exception {
    for (String node : new String[] {"a", "b"}) {
      for (String type : new String[] {"qemu-server", "lxc", "openvz"}) {
        opened.makeDirectories("nodes/" + node + "/" + type);
      }
    }
  }

  private void assertList(int version, String guests) {
    assertEquals(version + " " + guests, opened.listVersion() + " " + opened.guests(true));
  }

  @Test
  public void items31And32_createAndWriteCountOnceEach() throws Exception {
    assertList(0, "");
    opened.put(QEMU_100, "name: a\n");
    assertList(2, "100:a/qemu@2");
    opened.put("nodes/a/lxc/101.conf", "x");
    opened.put("nodes/b/qemu-server/200.conf", "x");
    assertList(6, "100:a/qemu@2 101:a/lxc@4 200:b/qemu@6");
  }

  @Test
  public void item33_vmidOfAnotherNodeOrTypeIsEexist() throws Exception {
    opened.put(QEMU_100, "x");
    opened.assertRefused(Errno.EEXIST, () -> opened.create(QEMU_100_ON_B));
    opened.assertRefused(Errno.EEXIST, () -> opened.create(LXC_100));
    opened.assertRefused(Errno.EEXIST, () -> opened.write(LXC_100, 0, "x", false));
    assertList(2, "100:a/qemu@2");
  }

  @Test
  public void item33_vmidIsCheckedBeforeWhatIsThere() throws Exception {
    opened.makeDirectory(LXC_100);
    opened.create(QEMU_100);
    opened.assertRefused(Errno.EEXIST, () -> opened.create(LXC_100));
  }

  @Test
  public void items36And42_guestMayMoveToAnotherNodeOrType() throws Exception {
    opened.put(QEMU_100, "x");
    opened.rename(QEMU_100, QEMU_100_ON_B);
    assertList(4, "100:b/qemu@3");
    opened.rename(QEMU_100_ON_B, LXC_100);
    assertList(6, "100:a/lxc@4");
    assertEquals(Optional.of("x"), opened.config(LXC_100));
  }

  @Test
  public void item37_touchDoesNotCount() throws Exception {
    opened.put(QEMU_100, "x");
    opened.setMtime(QEMU_100, 1);
    assertList(2, "100:a/qemu@2");
  }

  @Test
  public void item38_overwriteCountsTruncateAndWrite() throws Exception {
    opened.put(QEMU_100, "x");
    opened.write(QEMU_100, 0, "", true);
    opened.write(QEMU_100, 0, "y", false);
    assertList(4, "100:a/qemu@4");
  }

  @Test
  public void item39_deleteCountsOnce() throws Exception {
    opened.put(QEMU_100, "x");
    opened.delete(QEMU_100);
    assertList(3, "");
    opened.create(LXC_100);
    assertList(4, "100:a/lxc@3");
  }

  @Test
  public void item40_nodeWithAnInvalidNameHasNoGuests() throws Exception {
    opened.makeDirectories("nodes/-bad/qemu-server");
    opened.put("nodes/-bad/qemu-server/300.conf", "x");
    assertList(0, "");
  }

  @Test
  public void item41_restartCountsFromOne() throws Exception {
    opened.put(QEMU_100, "x");
    opened.put(QEMU_101, "x");
    opened.reopen();
    assertList(1, "100:a/qemu@1 101:a/qemu@2");
  }

  @Test
  public void item43_renameToAVmidThatIsTakenIsEexist() throws Exception {
    opened.put(QEMU_100, "x");
    opened.put("tmp", "x");
    opened.put(QEMU_101, "x");
    opened.assertRefused(Errno.EEXIST, () -> opened.rename("tmp", QEMU_100_ON_B));
    opened.assertRefused(Errno.EEXIST, () -> opened.rename(QEMU_101, LXC_100));
  }

  @Test
  public void item44_guestThatGetsAnotherVmidStaysOneGuest() throws Exception {
    opened.put(QEMU_100, "x");
    opened.rename(QEMU_100, QEMU_101);
    assertList(4, "101:a/qemu@3");
  }

  @Test
  public void guestReplacesAnotherWithItsVmid() throws Exception {
    opened.put(QEMU_100, "x");
    opened.put(QEMU_101, "y");
    opened.rename(QEMU_100, QEMU_101);
    assertList(6, "101:a/qemu@5");
    assertEquals(Optional.of("x"), opened.config(QEMU_101));
  }

  @Test
  public void configurationRenamedFromAndToOrdinaryPaths() throws Exception {
    opened.put("tmp", "x");
    opened.rename("tmp", QEMU_100);
    assertList(1, "100:a/qemu@1");
    opened.rename(QEMU_100, "tmp");
    assertList(2, "");
  }

  @Test
  public void item45_openvz() throws Exception {
    opened.put("nodes/a/openvz/100.conf", "x");
    assertList(2, "100:a/openvz@2");
  }

  @Test
  public void item46_deletedDirectoryWithAGuestsNameCounts() throws Exception {
    opened.makeDirectory("nodes/a/qemu-server/105.conf");
    assertList(0, "");
    opened.delete("nodes/a/qemu-server/105.conf");
    assertList(1, "");
  }

  /** The C server forgets the guest, lets another be created, and then loads no more. */
  @Test
  public void deletedDirectoryTakesNoGuestFromElsewhere() throws Exception {
    opened.put(QEMU_100, "x");
    opened.makeDirectory(LXC_100);
    opened.delete(LXC_100);
    assertList(3, "100:a/qemu@2");
    opened.assertRefused(Errno.EEXIST, () -> opened.create(LXC_100));
  }

  @Test
  public void directoryThatReplacesAConfigurationEndsTheGuest() throws Exception {
    opened.put(QEMU_100, "x");
    opened.makeDirectory("d");
    opened.rename("d", QEMU_100);
    assertList(3, "");
  }

  /** Recording 13: a directory may have a guest's name, and a file in it is no guest. */
  @Test
  public void recording13_configurationMovedIntoADirectoryWithAGuestsName() throws Exception {
    opened.put(QEMU_100, "a\n");
    opened.assertRefused(Errno.EEXIST, () -> opened.create(LXC_100));
    opened.makeDirectory(LXC_100);
    opened.rename(QEMU_100, LXC_100 + "/100.conf");
    assertList(3, "");
    opened.assertRefused(Errno.ENOTEMPTY, () -> opened.rename(LXC_100, "nodes/a/lxc/101.conf"));
    opened.assertRefused(Errno.ENOENT, () -> opened.rename("nodes/a/lxc/101.conf", "x"));
    assertList(3, "");
  }

  @Test
  public void listIsKeptWhileNoGuestChanges() throws Exception {
    opened.put(QEMU_100, "x");
    byte[] before = opened.state().guestList();
    opened.put("other", "x");
    assertEquals(before, opened.state().guestList());
  }
}
