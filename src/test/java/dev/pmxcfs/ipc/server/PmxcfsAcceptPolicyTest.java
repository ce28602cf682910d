package dev.pmxcfs.ipc.server;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.Admission;
import java.util.OptionalInt;
import org.junit.Test;

/** The table of operations, section 2. */
public class PmxcfsAcceptPolicyTest {

  private static final int PID = 1;
  private static final ServiceOwner ROOT = new ServiceOwner(0);

  private final PmxcfsAcceptPolicy policy = new PmxcfsAcceptPolicy(ROOT, OptionalInt.of(33));

  @Test
  public void rootReadsAndWrites() {
    Admission admission = policy.admit(new Credentials(PID, 0, 0));
    assertTrue(admission.isAccepted());
    assertFalse(admission.isReadOnly());
  }

  @Test
  public void theGroupReads() {
    for (int uid : new int[] {0, 33, 1000}) {
      Admission admission = policy.admit(new Credentials(PID, uid, 33));
      assertTrue(admission.isAccepted());
      assertTrue(admission.isReadOnly());
    }
  }

  @Test
  public void rootReadsOnlyWhereTheGroupIs0() {
    var rootsGroup = new PmxcfsAcceptPolicy(ROOT, OptionalInt.of(0));
    assertTrue(rootsGroup.admit(new Credentials(PID, 0, 0)).isReadOnly());
  }

  @Test
  public void everybodyElseIsRefusedWithEperm() {
    int[][] others = {{0, 1}, {1000, 0}, {1000, 1000}, {33, 1000}, {65534, 65534}, {-1, -1}};
    for (int[] ids : others) {
      assertEquals(Errno.EPERM, policy.admit(new Credentials(PID, ids[0], ids[1])).errno());
    }
  }

  @Test
  public void withoutTheGroupRootAloneComesIn() {
    var rootAlone = new PmxcfsAcceptPolicy(ROOT, OptionalInt.empty());
    assertTrue(rootAlone.admit(new Credentials(PID, 0, 0)).isAccepted());
    assertEquals(Errno.EPERM, rootAlone.admit(new Credentials(PID, 0, 33)).errno());
  }

  @Test
  public void whoeverHasStartedTheServerIsAsRoot() {
    var policy = new PmxcfsAcceptPolicy(new ServiceOwner(1000), OptionalInt.of(33));
    for (int gid : new int[] {0, 33, 1000}) {
      Admission admission = policy.admit(new Credentials(PID, 1000, gid));
      assertTrue(admission.isAccepted());
      assertFalse(admission.isReadOnly());
    }
    assertFalse(policy.admit(new Credentials(PID, 0, 0)).isReadOnly());
    assertTrue(policy.admit(new Credentials(PID, 1001, 33)).isReadOnly());
    assertEquals(Errno.EPERM, policy.admit(new Credentials(PID, 1001, 1000)).errno());
    assertEquals(Errno.EPERM, policy.admit(new Credentials(PID, 0, 1000)).errno());
  }
}
