package dev.pmxcfs.state.guests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.ListedTree;
import java.util.List;
import org.junit.Test;

/** Configuration files that claim the same VMID (operations, section 5.2). */
public class DuplicateGuestTest {

  private static void assertDuplicates(ConfigTree tree, String... expected) {
    assertEquals(
        List.of(expected),
        GuestList.duplicates(tree).stream().map(DuplicateGuest::toString).toList());
  }

  @Test
  public void guestsOfTheirOwnVmidsAreNotDuplicates() {
    assertDuplicates(
        ListedTree.of("nodes/a/qemu-server/100.conf=", "nodes/b/qemu-server/101.conf="));
  }

  @Test
  public void treeWithoutNodesHasNoDuplicates() {
    assertDuplicates(ListedTree.of("a=x"));
    assertDuplicates(ListedTree.of("nodes=x"));
  }

  @Test
  public void laterFileOfAVmidIsADuplicateOfTheFirst() throws Exception {
    ConfigTree tree =
        ListedTree.of(
            "nodes/b/qemu-server/100.conf=", "nodes/a/lxc/100.conf=", "nodes/c/lxc/100.conf=");
    assertDuplicates(
        tree,
        "duplicate VMID 100: nodes/b/qemu-server/100.conf and nodes/a/lxc/100.conf",
        "duplicate VMID 100: nodes/b/qemu-server/100.conf and nodes/c/lxc/100.conf");
    assertThrows(DuplicateGuestException.class, () -> GuestList.EMPTY.reloaded(tree));
  }

  @Test
  public void eachVmidHasItsOwnDuplicates() {
    assertDuplicates(
        ListedTree.of(
            "nodes/a/qemu-server/100.conf=",
            "nodes/a/qemu-server/101.conf=",
            "nodes/b/lxc/101.conf=",
            "nodes/b/lxc/100.conf="),
        "duplicate VMID 101: nodes/a/qemu-server/101.conf and nodes/b/lxc/101.conf",
        "duplicate VMID 100: nodes/a/qemu-server/100.conf and nodes/b/lxc/100.conf");
  }

  @Test
  public void whatIsNotAGuestsConfigurationIsNotADuplicate() {
    assertDuplicates(
        ListedTree.of(
            "nodes/a/qemu-server/100.conf=",
            "nodes/a/lxc/100.conf/",
            "nodes/a/other/100.conf=",
            "nodes/-bad/lxc/100.conf=",
            "nodes/file=",
            "nodes/a/openvz="));
  }
}
