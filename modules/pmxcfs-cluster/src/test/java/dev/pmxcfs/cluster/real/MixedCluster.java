package dev.pmxcfs.cluster.real;

import dev.pmxcfs.state.change.Outcome.Applied;
import dev.qbipc.corosync.real.RealCluster;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Polling;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.AssumptionViolatedException;
import org.junit.Before;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.TestWatcher;
import org.junit.runner.Description;
import org.junit.runner.RunWith;

/**
 * Two nodes of this program beside one that runs another pmxcfs, for {@code scripts/mixed}: there
 * is no C pmxcfs among Debian's packages, so this is run where one is at hand.
 */
@RunWith(VertxUnitRunner.class)
public abstract class MixedCluster {

  private static final String PROGRAM = System.getProperty("mixed.pmxcfs");

  /** The node with the other one: with 1 it is the lowest, which decides. */
  static final int FOREIGN = Integer.getInteger("mixed.node", 3);

  /** How long changes come from all nodes in {@link MixedLoad}. */
  static final int MINUTES = Integer.getInteger("mixed.minutes", 1);

  @Rule
  public final Timeout timeout =
      new Timeout(MINUTES + 7 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Rule
  public final TestWatcher said =
      new TestWatcher() {

        @Override
        protected void succeeded(Description description) {
          System.out.println("mixed: ok      " + description.getMethodName());
        }

        @Override
        protected void skipped(AssumptionViolatedException reason, Description description) {
          System.out.println(
              "mixed: not run " + description.getMethodName() + ": " + reason.getMessage());
        }

        @Override
        protected void failed(Throwable reason, Description description) {
          System.out.println("mixed: FAILED  " + description.getMethodName() + ": " + reason);
        }
      };

  final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  final List<RealNode> own = new ArrayList<>();
  RealCluster cluster;
  ForeignNode foreign;

  @Before
  public void makeCluster() {
    cluster = RealCluster.create(folder.getRoot().toPath(), 3, "knet").start();
    for (int id = 1; id <= 3; id++) {
      if (id == FOREIGN) {
        foreign = new ForeignNode(cluster.node(id), id, PROGRAM);
      } else {
        own.add(new RealNode(vertx, cluster.node(id), id));
      }
    }
  }

  @After
  public void end() {
    own.forEach(RealNode::close);
    foreign.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    cluster.close();
  }

  void startOwn() {
    own.forEach(RealNode::start);
  }

  void startAll() {
    foreign.start();
    startOwn();
    awaitAllOnline();
  }

  void awaitAllOnline() {
    for (RealNode node : own) {
      Polling.until(
          () -> node.state().status().current().members().online().size() == 3 && node.isQuorate(),
          "all are online on " + node);
    }
    Polling.until(
        () -> foreign.shell("grep -c '\"online\": 1' .members", "").equals("3\n"),
        "all are online on the other pmxcfs");
  }

  /** The same on disk, with versions, writers and times. */
  void awaitEqual() {
    Polling.until(
        () -> {
          List<String> rows = StoredRows.of(foreign.database());
          return own.stream().map(RealNode::database).map(StoredRows::of).allMatch(rows::equals);
        },
        "the databases are equal");
  }

  static void putEventually(RealNode node, String file, String text) {
    Polling.until(() -> node.put(file, text) instanceof Applied, file + " is written by " + node);
  }

  void putEventually(String file, String text) {
    Polling.until(() -> foreign.put(file, text), file + " is written by the other pmxcfs");
  }
}
