package dev.qbipc.corosync.cpg;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.fake.FakeCorosync;
import dev.qbipc.corosync.fake.FakeRequest;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** A member of a group, whose corosync is played by the test. */
@RunWith(VertxUnitRunner.class)
public abstract class FakeGroupTest {

  static final CpgAddress SELF = new CpgAddress(1, 4711);
  static final CpgAddress OTHER = new CpgAddress(2, 17);
  static final CpgAddress THIRD = new CpgAddress(3, 18);

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
  final BlockingQueue<FakeRequest> requests = new LinkedBlockingQueue<>();
  FakeCorosync fake;
  CpgGroup group;

  @Before
  public void start() {
    fake = FakeCorosync.start(folder.getRoot().toPath(), "cpg");
    fake.answer(
        request -> {
          if (!FakeGroup.answer(fake, request, SELF)) {
            requests.add(request);
          }
        });
    group = group("alpha");
  }

  CpgGroup group(String name) {
    return group(name, 1000);
  }

  CpgGroup group(String name, int maxMessageSize) {
    return Corosync.create(vertx, fake.options())
        .group(name, new CpgOptions().setPid(SELF.pid()).setMaxMessageSize(maxMessageSize))
        .handler(events::add)
        .changeHandler(events::add)
        .ringHandler(events::add)
        .closeHandler(events::add);
  }

  @After
  public void stop() {
    Waiting.value(vertx.close());
    fake.close();
  }

  void join() {
    Waiting.value(group.join());
    assertEquals(CpgChange.class, nextEvent().getClass());
    assertEquals(CpgRing.class, nextEvent().getClass());
  }

  Object nextEvent() {
    return Waiting.take(events, "an event");
  }

  void assertDelivered(CpgAddress sender, String text) {
    assertEquals(new CpgMessage(sender, Buffer.buffer(text)), nextEvent());
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static CorosyncException failure(Future<?> future) {
    return assertThrows(CorosyncException.class, () -> Waiting.value(future));
  }

  /** Fails unless the membership ends since corosync's message cannot be understood. */
  void assertBroken() {
    var reason = (CorosyncException) nextEvent();
    assertEquals(CorosyncError.MESSAGE_ERROR, reason.error());
    assertEquals(Errno.EBADMSG, reason.errno());
    Waiting.until(() -> !group.isOpen(), "the end of the membership");
  }
}
