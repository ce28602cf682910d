package dev.pmxcfs.state.tree;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** The names that the C server's mount makes up (operations, section 7). */
public class VirtualNamesTest {

  @Test
  public void filesThatTellOfTheServerAndLinksToTheLocalNodeAreVirtual() {
    for (String path :
        new String[] {
          ".version",
          ".members",
          ".vmlist",
          ".rrd",
          ".clusterlog",
          ".debug",
          "local",
          "qemu-server",
          "lxc",
          "openvz"
        }) {
      assertTrue(path, VirtualNames.contain(path));
    }
  }

  @Test
  public void whatLiesBelowAVirtualNameIsVirtual() {
    assertTrue(VirtualNames.contain("local/qemu-server/100.conf"));
    assertTrue(VirtualNames.contain("lxc/101.conf"));
  }

  @Test
  public void otherNamesAreNotVirtual() {
    for (String path : new String[] {"", "nodes", "locals", "storage.cfg", "version", ".vers"}) {
      assertFalse(path, VirtualNames.contain(path));
    }
  }

  @Test
  public void virtualNameBelowTheRootIsANameLikeAnyOther() {
    assertFalse(VirtualNames.contain("nodes/lxc"));
    assertFalse(VirtualNames.contain("nodes/a/qemu-server/100.conf"));
  }
}
