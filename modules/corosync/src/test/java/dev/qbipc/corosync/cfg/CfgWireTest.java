package dev.qbipc.corosync.cfg;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.fake.FakeCorosync;
import dev.qbipc.corosync.fake.FakeRequest;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.fake.WireMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** A corosync that is older, hostile, late or overloaded. */
@RunWith(VertxUnitRunner.class)
public class CfgWireTest {

  private static final int OK = 1;
  private static final int GENERIC = 0;

  private static final int KILL_NODE = 2;
  private static final int TRY_SHUTDOWN = 3;
  private static final int REPLY = 4;

  private static final int ASKED = OK;
  private static final int OVER = 5;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<CfgShutdownQuestion> questions = new LinkedBlockingQueue<>();
  private FakeCorosync fake;
  private Cfg cfg;

  @Before
  public void connect() {
    fake = FakeCorosync.start(folder.getRoot().toPath(), "cfg");
    cfg = connected();
  }

  @After
  public void stop() {
    Waiting.value(vertx.close());
    fake.close();
  }

  private Cfg connected() {
    return Waiting.value(Corosync.create(vertx, fake.options()).cfg());
  }

  private static CorosyncException failure(Future<?> future) {
    return assertThrows(CorosyncException.class, () -> Waiting.value(future));
  }

  private void answerAll(WireMessage answer) {
    fake.answer(request -> request.answer(answer));
  }

  @Test
  public void item304_aGenericRefusalIsAnErrorOfEachCall() {
    List<Supplier<Future<?>>> calls =
        List.of(
            cfg::localNodeId,
            cfg::ringStatus,
            () -> cfg.nodeStatus(1),
            () -> cfg.nodeAddresses(1),
            cfg::reloadConfiguration,
            cfg::reopenLogs,
            () -> cfg.killNode(2, "test"),
            () -> cfg.shutdown(CfgShutdown.REQUEST),
            () -> cfg.trackShutdown(questions::add),
            cfg::untrackShutdown);
    answerAll(WireMessage.header(GENERIC, CorosyncError.TRY_AGAIN.number()));
    for (Supplier<Future<?>> call : calls) {
      assertEquals(CorosyncError.TRY_AGAIN, failure(call.get()).error());
    }
    assertTrue(cfg.isOpen());
  }

  @Test
  public void whatAnOlderCorosyncDoesNotKnowIsNotSupported() {
    answerAll(WireMessage.header(GENERIC, CorosyncError.INVALID_PARAM.number()));
    for (Future<?> call : List.of(cfg.nodeStatus(1), cfg.trackShutdown(questions::add))) {
      var failure = failure(call);
      assertEquals(CorosyncError.NOT_SUPPORTED, failure.error());
      assertTrue(failure.getMessage(), failure.getMessage().contains("since 3.1.1"));
    }
    // It does not track, so that it may ask for the end.
    answerAll(WireMessage.header(9, OK));
    Waiting.value(cfg.shutdown(CfgShutdown.REQUEST));
  }

  @Test
  public void item305_answersThatAreTooShortOrContradictThemselvesEndTheConnection() {
    answerAll(WireMessage.header(12, OK));
    endsWithMessageError(Cfg::localNodeId);
    answerAll(WireMessage.of(0, OK, 10272).u32(24, 17));
    endsWithMessageError(Cfg::ringStatus);
    answerAll(WireMessage.of(0, OK, 2080).u32(24, 1));
    endsWithMessageError(Cfg::ringStatus);
    answerAll(WireMessage.of(16, OK, 32));
    endsWithMessageError(connected -> connected.nodeStatus(1));
    answerAll(WireMessage.of(11, OK, 48).u32(24, 2).u32(28, -1));
    endsWithMessageError(connected -> connected.nodeAddresses(1));
    answerAll(WireMessage.of(11, OK, 48).u32(24, 99).u32(28, 1));
    endsWithMessageError(connected -> connected.nodeAddresses(1));
  }

  private void endsWithMessageError(Function<Cfg, Future<?>> call) {
    Cfg connected = connected();
    BlockingQueue<CorosyncException> ends = new LinkedBlockingQueue<>();
    connected.closeHandler(ends::add);
    assertEquals(CorosyncError.MESSAGE_ERROR, failure(call.apply(connected)).error());
    assertEquals(Errno.EBADMSG, Waiting.take(ends, "the end").errno());
    assertFalse(connected.isOpen());
  }

  @Test
  public void item306_paddingIsIgnoredAndTextsEndWithTheirFields() {
    var message = WireMessage.of(0, OK, 10272);
    Arrays.fill(message.bytes(), 28, 10272, (byte) 'x');
    message.u32(24, 16).put(32, "3 10.77.0.1\0".getBytes(StandardCharsets.US_ASCII));
    answerAll(message);
    List<CfgRingStatus> links = Waiting.value(cfg.ringStatus());
    assertEquals(16, links.size());
    assertEquals(new CfgRingStatus(3, "10.77.0.1", "x".repeat(512)), links.get(0));
    assertEquals(new CfgRingStatus(15, "x".repeat(128), "x".repeat(512)), links.get(15));
  }

  @Test
  public void onlyLinksInUseAreListed() {
    var message = WireMessage.of(16, OK, 4200);
    Arrays.fill(message.bytes(), 38, 4200, (byte) 0xff);
    for (int link = 0; link < 8; link++) {
      message.put(40 + 520 * link, (byte) (link == 7 ? 1 : 0), (byte) 0, (byte) 1);
    }
    int at = 40 + 520 * 7;
    message
        .u32(28, 2)
        .put(32, (byte) 1, (byte) 1, (byte) 0, (byte) 1, (byte) 255, (byte) 2)
        .u32(at + 4, 1397)
        .put(at + 8, "::1\0".getBytes(StandardCharsets.US_ASCII))
        .put(at + 264, (byte) 0);
    answerAll(message);
    assertEquals(
        new CfgNodeStatus(
            2,
            true,
            true,
            false,
            1,
            255,
            2,
            List.of(new CfgLinkStatus(7, false, true, 1397, "::1", ""))),
        Waiting.value(cfg.nodeStatus(2)));
  }

  @Test
  public void addressesOfBothFamilies() throws UnknownHostException {
    byte[] six = new byte[16];
    six[0] = (byte) 0xfd;
    six[15] = 2;
    answerAll(WireMessage.of(11, OK, 64).u32(24, 10).u32(28, 2).put(32, six).put(48, six));
    var address = InetAddress.getByAddress(six);
    assertEquals(List.of(address, address), Waiting.value(cfg.nodeAddresses(1)));
    answerAll(WireMessage.of(11, OK, 48).u32(24, 2).u32(28, 1).put(32, six));
    assertEquals(
        List.of(InetAddress.getByAddress(new byte[] {(byte) 0xfd, 0, 0, 0})),
        Waiting.value(cfg.nodeAddresses(1)));
  }

  @Test
  public void theReasonToEndANodeIsCountedWithItsZeroByte() {
    String longest = "\u00e9" + "r".repeat(253);
    var ended = cfg.killNode(-1, longest);
    FakeRequest request = fake.next();
    byte[] expected = new byte[288];
    new WireMessage(expected).u32(0, KILL_NODE).u32(8, 288).u32(16, -1).put(24, (byte) 0, (byte) 1);
    byte[] reason = longest.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(reason, 0, expected, 26, reason.length);
    assertEquals(Arrays.toString(expected), Arrays.toString(request.bytes()));
    request.answer(8, OK);
    Waiting.value(ended);
    for (String bad : List.of(longest + "r", "a\0b")) {
      var refusal = assertThrows(CorosyncException.class, () -> cfg.killNode(2, bad));
      assertEquals(CorosyncError.INVALID_PARAM, refusal.error());
    }
    assertFalse(fake.hasRequest());
  }

  @Test
  public void theWaysToEndCorosync() {
    for (CfgShutdown how : CfgShutdown.values()) {
      var ended = cfg.shutdown(how);
      FakeRequest request = fake.next();
      byte[] expected = new byte[24];
      new WireMessage(expected).u32(0, TRY_SHUTDOWN).u32(8, 24).u32(16, how.number());
      assertEquals(Arrays.toString(expected), Arrays.toString(request.bytes()));
      request.answer(9, OK);
      Waiting.value(ended);
    }
  }

  @Test
  public void item303_anEndThatIsNotAnsweredInTimeEndsTheConnection() {
    var failure = failure(cfg.shutdown(CfgShutdown.REQUEST, Duration.ofMillis(100)));
    assertEquals(CorosyncError.TIMEOUT, failure.error());
    Waiting.until(() -> !cfg.isOpen(), "the end of the connection");
  }

  private void track() {
    var tracked = cfg.trackShutdown(questions::add);
    fake.next().answer(2, OK);
    Waiting.value(tracked);
  }

  private CfgShutdownQuestion ask(int flags) {
    fake.event(WireMessage.of(10, ASKED, 32).u32(24, flags));
    return Waiting.take(questions, "a question");
  }

  private void expectReply(int answer) {
    FakeRequest reply = fake.next();
    byte[] expected = new byte[24];
    new WireMessage(expected).u32(0, REPLY).u32(8, 24).u32(16, answer);
    assertEquals(Arrays.toString(expected), Arrays.toString(reply.bytes()));
    reply.answer(13, OK);
  }

  @Test
  public void item351_aQuestionIsAnsweredOnce() {
    track();
    CfgShutdownQuestion first = ask(0);
    assertFalse(first.isRegardless());
    assertTrue(first.isOpen());
    var answered = first.allow();
    expectReply(1);
    Waiting.value(answered);
    assertFalse(first.isOpen());
    assertEquals(CorosyncError.ACCESS, failure(first.refuse()).error());
    CfgShutdownQuestion second = ask(1);
    assertTrue(second.isRegardless());
    answered = second.refuse();
    expectReply(0);
    Waiting.value(answered);
    assertFalse(fake.hasRequest());
  }

  @Test
  public void item351_aLateAnswerIsNotTakenForOneToTheNextQuestion() {
    track();
    CfgShutdownQuestion first = ask(0);
    fake.event(WireMessage.of(10, OVER, 32));
    Waiting.until(() -> !first.isOpen(), "the end of the question");
    CfgShutdownQuestion second = ask(0);
    CfgShutdownQuestion third = ask(0);
    for (CfgShutdownQuestion late : List.of(first, second)) {
      assertFalse(late.isOpen());
      assertEquals(CorosyncError.ACCESS, failure(late.allow()).error());
    }
    var answered = third.refuse();
    expectReply(0);
    Waiting.value(answered);
    assertTrue(questions.isEmpty());
  }

  @Test
  public void item351_anAnswerThatCorosyncDoesNotWaitForFails() {
    track();
    var answered = ask(0).allow();
    fake.next().answer(13, CorosyncError.ACCESS.number());
    assertEquals(CorosyncError.ACCESS, failure(answered).error());
  }

  @Test
  public void item307_aQuestionMayComeBeforeTheAnswerToTracking() {
    var tracked = cfg.trackShutdown(questions::add);
    FakeRequest request = fake.next();
    CfgShutdownQuestion question = ask(0);
    request.answer(2, OK);
    Waiting.value(tracked);
    assertTrue(question.isOpen());
  }

  @Test
  public void item334_otherEventsAndQuestionsThatNobodyTracksAnyMoreAreSkipped() {
    fake.event(WireMessage.header(99, OK));
    track();
    fake.event(WireMessage.header(99, OK));
    assertTrue(ask(0).isOpen());
    var stopped = cfg.untrackShutdown();
    fake.next().answer(3, OK);
    Waiting.value(stopped);
    fake.event(WireMessage.of(10, ASKED, 32));
    var asked = cfg.localNodeId();
    fake.next().answer(WireMessage.of(12, OK, 32).u32(24, -2));
    assertEquals(-2, Waiting.value(asked).intValue());
    assertTrue(questions.isEmpty());
  }

  @Test
  public void whoStopsTrackingDoesNotAnswerAnyMoreAndIsAskedAgainIfThatFails() {
    track();
    CfgShutdownQuestion open = ask(0);
    var stopped = cfg.untrackShutdown();
    assertFalse(open.isOpen());
    assertEquals(CorosyncError.ACCESS, failure(open.allow()).error());
    fake.next().answer(3, CorosyncError.TRY_AGAIN.number());
    assertEquals(CorosyncError.TRY_AGAIN, failure(stopped).error());
    // It tracks as before.
    assertTrue(ask(0).isOpen());
    assertTrue(questions.isEmpty());
  }

  @Test
  public void whoTracksAgainBeforeTheEndOfTrackingIsAnsweredIsAsked() {
    track();
    var stopped = cfg.untrackShutdown();
    var tracked = cfg.trackShutdown(questions::add);
    fake.next().answer(3, OK);
    fake.next().answer(2, OK);
    Waiting.value(stopped);
    Waiting.value(tracked);
    assertTrue(ask(0).isOpen());
  }

  @Test
  public void item305_aQuestionThatIsTooShortEndsTheConnection() {
    track();
    fake.event(WireMessage.header(10, ASKED));
    Waiting.until(() -> !cfg.isOpen(), "the end of the connection");
    assertTrue(questions.isEmpty());
  }

  @Test
  public void aConnectionThatTracksDoesNotAskForTheEndItself() {
    track();
    assertEquals(CorosyncError.BAD_OPERATION, failure(cfg.shutdown(CfgShutdown.REQUEST)).error());
    assertFalse(fake.hasRequest());
    var stopped = cfg.untrackShutdown();
    fake.next().answer(3, OK);
    Waiting.value(stopped);
    var ended = cfg.shutdown(CfgShutdown.IMMEDIATE);
    fake.next().answer(9, OK);
    Waiting.value(ended);
  }

  @Test
  public void item308_aQuestionsHandlerMayAnswerAskAndClose() {
    BlockingQueue<Future<?>> done = new LinkedBlockingQueue<>();
    var tracked =
        cfg.trackShutdown(
            question -> {
              done.add(question.allow());
              done.add(cfg.localNodeId());
              done.add(cfg.close());
            });
    fake.next().answer(2, OK);
    Waiting.value(tracked);
    fake.event(WireMessage.of(10, ASKED, 32));
    for (int i = 0; i < 2; i++) {
      assertEquals(Errno.ENOTCONN, failure(Waiting.take(done, "a call")).errno());
    }
    Waiting.value(Waiting.take(done, "the close"));
  }
}
