package dev.pmxcfs.ipc.recorded;

import static dev.qbipc.AsyncAssertions.await;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.harness.AdminShell;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/**
 * What a node without a cluster can show of recording 10, for libqb's C client: operations do not
 * ask for a quorum (operations, section 10). The other cases of items 138 and 139 need a second
 * node or corosync.
 */
@Needs(Requirement.ROOT)
@RunWith(VertxUnitRunner.class)
public class RecordedClusterTest {

  private static final int GET_GUEST_LIST = 3;

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private final Replay replay = new Replay(service);

  @Test
  public void item138_recording10_whatANodeAloneAnswers(TestContext test) throws Exception {
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    programs.startService(
        service, "serve", "--service", service, "--db", database, "--node", "testnode");
    List<RecordedCase> recording = RecordedCase.read("/recorded/cluster-local.txt");
    assertEquals(10, recording.size());
    for (RecordedCase recorded : recording) {
      if (recorded.request().id() == GET_GUEST_LIST) {
        writeFiles(test);
      }
      replay.check(recorded);
    }
  }

  private void writeFiles(TestContext test) throws Exception {
    Vertx vertx = EpollVertx.start(1);
    try {
      AdminShell.on(vertx, service)
          .run(
              "mkdir -p /etc/pve/nodes/testnode/qemu-server /etc/pve/priv/lock;"
                  + " printf 'name: a\\n' > /etc/pve/nodes/testnode/qemu-server/100.conf;"
                  + " printf 'x' > /etc/pve/user.cfg");
    } finally {
      await(test, vertx.close());
    }
  }
}
