package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cfg.Cfg;
import dev.qbipc.corosync.cfg.CfgShutdown;
import dev.qbipc.corosync.cfg.CfgShutdownQuestion;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** The end of corosync, and who has a say in it. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class CfgShutdownTest {

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<CfgShutdownQuestion> questions = new LinkedBlockingQueue<>();
  private final BlockingQueue<CorosyncException> ends = new LinkedBlockingQueue<>();
  private RealCorosync node;

  @Before
  public void start() {
    node = RealCorosync.create(folder.getRoot().toPath()).start();
  }

  @After
  public void end() {
    Waiting.value(vertx.close());
    node.close();
  }

  private Cfg cfg() {
    return Waiting.value(Corosync.create(vertx, node.options()).cfg()).closeHandler(ends::add);
  }

  private static CorosyncException failure(Future<?> future) {
    return assertThrows(CorosyncException.class, () -> Waiting.value(future));
  }

  private void assertEnded(int connections) {
    for (int i = 0; i < connections; i++) {
      assertEquals(Errno.ENOTCONN, Waiting.take(ends, "the end").errno());
    }
  }

  @Test
  public void item351_corosyncsToolIsRefusedByNoAndGoesThroughByYes() {
    Cfg cfg = cfg();
    Waiting.value(cfg.trackShutdown(CfgShutdownQuestion::refuse));
    List<String> refused = node.run("corosync-cfgtool -H");
    assertTrue(refused.toString(), refused.contains("Could not shutdown (error = 10)"));
    assertEquals(1, Waiting.value(cfg.localNodeId()).intValue());
    Waiting.value(cfg.trackShutdown(CfgShutdownQuestion::allow));
    List<String> ended = node.run("corosync-cfgtool -H");
    assertEquals(List.of("Shutting down corosync", "done 0"), ended);
    assertEnded(1);
  }

  @Test
  public void item351_theAnswerMayComeLater() {
    Cfg tracking = cfg();
    Cfg asking = cfg();
    Waiting.value(tracking.trackShutdown(questions::add));
    var asked = asking.shutdown(CfgShutdown.REQUEST);
    CfgShutdownQuestion question = Waiting.take(questions, "a question");
    assertFalse(question.isRegardless());
    assertEquals(CorosyncError.EXIST, failure(cfg().shutdown(CfgShutdown.REQUEST)).error());
    assertFalse(asked.isComplete());
    Waiting.value(question.allow());
    Waiting.value(asked);
    assertEnded(3);
  }

  /** Corosync does not tell that time is over, though it has an event for that. */
  @Test
  public void item351_silenceIsANo() {
    node.mustRun("corosync-cmapctl -s cfg.shutdown_timeout u32 1000");
    Cfg tracking = cfg();
    Cfg asking = cfg();
    Waiting.value(tracking.trackShutdown(questions::add));
    assertEquals(CorosyncError.BUSY, failure(asking.shutdown(CfgShutdown.REQUEST)).error());
    CfgShutdownQuestion question = Waiting.take(questions, "a question");
    assertEquals(CorosyncError.ACCESS, failure(question.allow()).error());
    assertFalse(question.isOpen());
    assertTrue(tracking.isOpen());
    assertTrue(questions.isEmpty());
  }

  @Test
  public void oneNoAmongYesIsANo() {
    Waiting.value(cfg().trackShutdown(CfgShutdownQuestion::allow));
    Waiting.value(cfg().trackShutdown(CfgShutdownQuestion::refuse));
    assertEquals(CorosyncError.BUSY, failure(cfg().shutdown(CfgShutdown.REQUEST)).error());
  }

  @Test
  public void whoDoesNotTrackAnyMoreIsNotAsked() {
    Cfg untracked = cfg();
    Waiting.value(untracked.trackShutdown(questions::add));
    Waiting.value(untracked.untrackShutdown());
    Waiting.value(cfg().shutdown(CfgShutdown.REQUEST));
    assertEnded(2);
    assertTrue(questions.isEmpty());
  }

  /** Corosync 3.1 has counted its answer as the other's, and ended. */
  @Test
  public void whoStopsTrackingHasNoSayInAQuestionThatIsOpen() {
    BlockingQueue<CfgShutdownQuestion> others = new LinkedBlockingQueue<>();
    Cfg stopping = cfg();
    Waiting.value(stopping.trackShutdown(questions::add));
    Waiting.value(cfg().trackShutdown(others::add));
    var asked = cfg().shutdown(CfgShutdown.REQUEST);
    CfgShutdownQuestion own = Waiting.take(questions, "a question");
    CfgShutdownQuestion another = Waiting.take(others, "a question");
    Waiting.value(stopping.untrackShutdown());
    assertFalse(own.isOpen());
    assertEquals(CorosyncError.ACCESS, failure(own.allow()).error());
    Waiting.value(another.refuse());
    assertEquals(CorosyncError.BUSY, failure(asked).error());
  }

  @Test
  public void aNoDoesNotCountIfCorosyncIsToEndRegardless() {
    Cfg tracking = cfg();
    Waiting.value(tracking.trackShutdown(questions::add));
    var asked = cfg().shutdown(CfgShutdown.REGARDLESS);
    CfgShutdownQuestion question = Waiting.take(questions, "a question");
    assertTrue(question.isRegardless());
    Waiting.value(question.refuse());
    Waiting.value(asked);
    assertEnded(2);
  }

  @Test
  public void nobodyIsAskedIfCorosyncIsToEndAtOnce() {
    Waiting.value(cfg().trackShutdown(questions::add));
    Waiting.value(cfg().shutdown(CfgShutdown.IMMEDIATE));
    assertEnded(2);
    assertTrue(questions.isEmpty());
  }
}
