package dev.qbipc.corosync.cpg;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.fake.FakeCorosync;
import dev.qbipc.corosync.fake.Recording;
import dev.qbipc.corosync.fake.Replay;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.fake.WireMessage;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** Questions about process groups, by what libcpg and corosync 3.1.7 said to each other. */
@RunWith(VertxUnitRunner.class)
public class CpgQueriesTest {

  private static final CpgAddress MEMBER = new CpgAddress(1, 30829);

  private static final int NEXT = 6;
  private static final int FINALIZE = 7;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Recording recording = Recording.of("30-corosync-cpg.txt");
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private FakeCorosync fake;
  private Replay replay;
  private Cpg cpg;

  @Before
  public void connect() {
    fake = FakeCorosync.start(folder.getRoot().toPath(), "cpg");
    replay = new Replay(fake, CpgQueriesTest::isPadding);
    cpg = Waiting.value(Corosync.create(vertx, fake.options()).cpg());
  }

  @After
  public void stop() {
    Waiting.value(vertx.close());
    fake.close();
  }

  /** The name that ITERATION_INITIALIZE has and does not mean, and what lies behind its type. */
  private static boolean isPadding(int id, int offset) {
    return id == 5 && (offset >= 16 && offset < 152 || offset >= 156);
  }

  @Test
  public void item353_theLocalNode() {
    replay.expect(recording.messages("cpg local get"));
    assertEquals(1, Waiting.value(cpg.localNodeId()).intValue());
    replay.assertPlayed();
  }

  /** Items 324 and 353. */
  @Test
  public void item353_membersOfAGroup() {
    replay.expect(recording.messages("cpg membership of a group that nobody is in"));
    assertEquals(List.of(), Waiting.value(cpg.members("alpha")));
    replay.assertPlayed();
    replay.expect(recording.messages("cpg membership", 2));
    assertEquals(List.of(MEMBER), Waiting.value(cpg.members("alpha")));
    replay.assertPlayed();
  }

  /** Items 324 and 353. */
  @Test
  public void item353_listsOfGroupsAndMembers() {
    replay.expect(recording.messages("cpg iteration type 1"));
    assertEquals(List.of("beta", "alpha"), Waiting.value(cpg.groups()));
    replay.assertPlayed();
    replay.expect(recording.messages("cpg iteration type 3"));
    assertEquals(
        List.of(new CpgEntry("beta", MEMBER), new CpgEntry("alpha", MEMBER)),
        Waiting.value(cpg.entries()));
    replay.assertPlayed();
  }

  /** Items 324 and 353. */
  @Test
  public void item353_membersOfAGroupOneByOne() {
    replay.expect(recording.messages("cpg iteration type 2"));
    assertEquals(List.of(new CpgEntry("alpha", MEMBER)), Waiting.value(cpg.entries("alpha")));
    replay.assertPlayed();
  }

  @Test
  public void item324_aListThatFailsIsFinalizedToo() {
    fake.answer(
        request -> {
          switch (request.id()) {
            case NEXT -> request.answer(10, CorosyncError.TRY_AGAIN.number());
            case FINALIZE -> request.answer(11, 1);
            default -> request.answer(WireMessage.of(9, 1, 32).u64(24, 0x7f75_0000_0000L));
          }
        });
    var failure = assertThrows(CorosyncException.class, () -> Waiting.value(cpg.groups()));
    assertEquals(CorosyncError.TRY_AGAIN, failure.error());
  }

  /** What is told is the failure itself, not that its connection is closed meanwhile. */
  @Test
  public void item305_anEntryThatIsTooShortEndsTheConnection() {
    fake.answer(
        request ->
            request.answer(
                request.id() == NEXT
                    ? WireMessage.of(10, 1, 32)
                    : WireMessage.of(9, 1, 32).u64(24, 7)));
    var failure = assertThrows(CorosyncException.class, () -> Waiting.value(cpg.entries()));
    assertEquals(CorosyncError.MESSAGE_ERROR, failure.error());
    Waiting.until(() -> !cpg.isOpen(), "the end of the connection");
  }

  /** The connection waits for events all the time, of which none comes here. */
  @Test
  public void item309_aRequestIsAnsweredWhileEventsAreAwaited() {
    fake.answer(request -> request.answer(WireMessage.of(7, 1, 32).u32(24, 3)));
    for (int i = 0; i < 100; i++) {
      assertEquals(3, Waiting.value(cpg.localNodeId()).intValue());
    }
    assertTrue(cpg.isOpen());
  }

  @Test
  public void item305_moreMembersThanAnAnswerHasRoomForEndTheConnection() {
    fake.answer(request -> request.answer(WireMessage.of(3, 1, 9248).u32(24, 385)));
    var failure = assertThrows(CorosyncException.class, () -> Waiting.value(cpg.members("alpha")));
    assertEquals(CorosyncError.MESSAGE_ERROR, failure.error());
    Waiting.until(() -> !cpg.isOpen(), "the end of the connection");
  }
}
