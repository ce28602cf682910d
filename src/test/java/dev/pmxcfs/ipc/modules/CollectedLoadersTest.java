package dev.pmxcfs.ipc.modules;

import static dev.qbipc.AsyncAssertions.await;
import static dev.qbipc.AsyncAssertions.awaitFailure;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.StateOptions;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.server.ModuleChange;
import dev.qbipc.server.Operation;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** The class loader of a version that has ended is collected, whatever the version did. */
@RunWith(VertxUnitRunner.class)
public class CollectedLoadersTest {

  private static final int ANSWER = 100;
  private static final long PATIENCE_NANOS = Patience.LIMIT.toNanos();

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = "collected-loaders-" + ProcessHandle.current().pid();
  private final Vertx vertx = EpollVertx.start(1);
  private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
  private ClusterState state;
  private QbServer server;
  private ModuleLoader loader;

  @Before
  public void serve(TestContext test) throws Exception {
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    state = ClusterState.open(new StateOptions().setDatabase(database));
    loader = new ModuleLoader(state);
    server = QbServer.create(vertx, new QbServerOptions().setService(service));
    server.listen().onComplete(test.asyncAssertSuccess());
  }

  @After
  public void close(TestContext test) throws Exception {
    await(test, vertx.close());
    state.close();
  }

  @Test
  public void ofVersionsThatAnswered(TestContext test) throws Exception {
    try (var client = LibqbClient.connect(service)) {
      for (String threading : List.of("reader", "event-loop", "worker")) {
        deploy(test, TestJar.of("Answers", "1").describeOperation("threading", threading));
        assertEquals("1", answer(client));
      }
      undeploy(test);
      assertCollected();
    }
  }

  /** They are pooled, and live on. */
  @Test
  public void ofAVersionForWhichVertxStartedThreads(TestContext test) throws Exception {
    try (var client = LibqbClient.connect(service)) {
      deploy(test, TestJar.of("StartsThreads", "1"));
      assertEquals("1", answer(client));
      undeploy(test);
      assertCollected();
    }
  }

  @Test
  public void ofAVersionThatFailedToStop(TestContext test) throws Exception {
    try (var client = LibqbClient.connect(service)) {
      deploy(test, TestJar.of("FailsInStop", "1"));
      assertEquals("1, to stay", answer(client));
      undeploy(test);
      assertCollected();
    }
  }

  @Test
  public void ofAVersionThatFailedToStart(TestContext test) throws Exception {
    Map<Integer, Operation> operations = load(TestJar.of("FailsInStart", "1"));
    awaitFailure(test, server.deploy("answers", "1", operations), refusal -> {});
    operations = null;
    assertCollected();
  }

  private Map<Integer, Operation> load(TestJar jar) throws ModuleRefusedException {
    Path file = jar.write(folder.getRoot().toPath().resolve("module.jar"));
    Map<Integer, Operation> operations = loader.load(ModuleJar.read(file));
    loaders.add(new WeakReference<>(operations.get(ANSWER).supplier().getClass().getClassLoader()));
    return operations;
  }

  private void deploy(TestContext test, TestJar jar) throws ModuleRefusedException {
    await(test, server.deploy("answers", "1", load(jar)));
  }

  private void undeploy(TestContext test) {
    await(test, server.undeploy("answers").compose(ModuleChange::retired));
  }

  private static String answer(LibqbClient client) {
    return new String(client.call(ANSWER, new byte[0]).payload(), StandardCharsets.UTF_8);
  }

  private void assertCollected() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (loaders.stream().anyMatch(loader -> loader.get() != null)) {
      assertTrue("a class loader stays", System.nanoTime() < deadline);
      System.gc();
      Thread.onSpinWait();
    }
  }
}
