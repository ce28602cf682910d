package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cmap.Cmap;
import dev.qbipc.corosync.cmap.CmapBinary;
import dev.qbipc.corosync.cmap.CmapChange;
import dev.qbipc.corosync.cmap.CmapChange.Kind;
import dev.qbipc.corosync.cmap.CmapTracking;
import dev.qbipc.corosync.cmap.CmapValue;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** Changes of the map of one node, made by this process and by corosync-cmapctl. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class CmapTrackingTest {

  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static RealCorosync node;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<CmapChange> changes = new LinkedBlockingQueue<>();
  private Corosync corosync;
  private Cmap cmap;

  @BeforeClass
  public static void startCorosync() {
    node = RealCorosync.create(FOLDER.getRoot().toPath()).start();
  }

  @AfterClass
  public static void endCorosync() {
    if (node != null) {
      node.close();
    }
  }

  @Before
  public void connect() {
    corosync = Corosync.create(vertx, node.options());
    cmap = Waiting.value(corosync.cmap());
  }

  @After
  public void cleanUp() {
    node.mustRun("corosync-cmapctl -D demo");
    Waiting.value(vertx.close());
  }

  private void set(String key, CmapValue value) {
    Waiting.value(cmap.set(key, value));
  }

  private CmapChange next() {
    return Waiting.take(changes, "a change");
  }

  private static CmapChange added(String key, CmapValue value) {
    return new CmapChange(Kind.ADD, key, Optional.empty(), Optional.of(value));
  }

  private static CmapChange modified(String key, CmapValue from, CmapValue to) {
    return new CmapChange(Kind.MODIFY, key, Optional.of(from), Optional.of(to));
  }

  private static CmapChange deleted(String key, CmapValue value) {
    return new CmapChange(Kind.DELETE, key, Optional.of(value), Optional.empty());
  }

  private static CorosyncException failure(CorosyncError error, Future<?> future) {
    var failure = assertThrows(CorosyncException.class, () -> Waiting.value(future));
    assertEquals(failure.getMessage(), error, failure.error());
    return failure;
  }

  /** Own changes and those of others; what was there already is no change. */
  @Test
  public void item347_changesOfAKeyHaveOldAndNewValues() {
    CmapTracking tracking = Waiting.value(cmap.track("demo.key", changes::add));
    assertEquals("demo.key", tracking.key());
    set("demo.key", CmapValue.u8(1));
    set("demo.key1", CmapValue.u8(1));
    set("demo.key", CmapValue.u8(1));
    Waiting.value(cmap.increment("demo.key"));
    set("demo.key", CmapValue.string("text"));
    node.mustRun("corosync-cmapctl -s demo.key u64 18446744073709551615");
    Waiting.value(cmap.delete("demo.key"));
    node.mustRun("corosync-cmapctl -s demo.key flt nan");
    assertEquals(added("demo.key", CmapValue.u8(1)), next());
    assertEquals(modified("demo.key", CmapValue.u8(1), CmapValue.u8(2)), next());
    assertEquals(modified("demo.key", CmapValue.u8(2), CmapValue.string("text")), next());
    var largest = CmapValue.u64(new BigInteger("18446744073709551615"));
    assertEquals(modified("demo.key", CmapValue.string("text"), largest), next());
    assertEquals(deleted("demo.key", largest), next());
    assertEquals(added("demo.key", CmapValue.float32(Float.NaN)), next());
    assertTrue(changes.isEmpty());
  }

  @Test
  public void item347_aPrefixAndAllKeys() {
    Waiting.value(cmap.trackPrefix("demo.a", changes::add));
    BlockingQueue<CmapChange> all = new LinkedBlockingQueue<>();
    Waiting.value(
        cmap.trackPrefix(
            "",
            change -> {
              if (change.key().startsWith("demo")) {
                all.add(change);
              }
            }));
    set("demo.b", CmapValue.i16(-2));
    set("demo.a.c", CmapValue.float64(0.5));
    set("demo.a", CmapValue.string(""));
    CmapChange first = added("demo.a.c", CmapValue.float64(0.5));
    CmapChange second = added("demo.a", CmapValue.string(""));
    assertEquals(List.of(first, second), List.of(next(), next()));
    assertEquals(added("demo.b", CmapValue.i16(-2)), Waiting.take(all, "a change"));
    assertEquals(first, Waiting.take(all, "a change"));
    assertEquals(second, Waiting.take(all, "a change"));
  }

  @Test
  public void item347_onlyTheKindsThatAreAskedFor() {
    Waiting.value(cmap.trackPrefix("demo.", EnumSet.of(Kind.DELETE), changes::add));
    var longest = CmapValue.binary(Buffer.buffer(new byte[Cmap.MAX_VALUE_SIZE]));
    set("demo.key", CmapValue.u8(1));
    set("demo.key", longest);
    Waiting.value(cmap.delete("demo.key"));
    assertEquals(deleted("demo.key", longest), next());
    var refusal =
        failure(CorosyncError.INVALID_PARAM, cmap.track("demo.key", Set.of(), changes::add));
    assertTrue(refusal.getMessage(), refusal.getMessage().contains("demo.key"));
  }

  /** Corosync itself takes them for tracking. */
  @Test
  public void item343_keysThatCannotBeAreNotTracked() {
    for (String key : List.of("demo key", "ab", "", "k".repeat(256), "demo.k\0")) {
      var refusal = failure(CorosyncError.NAME_TOO_LONG, cmap.track(key, changes::add));
      assertTrue(refusal.getMessage(), refusal.getMessage().contains("key " + key));
    }
    for (String prefix : List.of("demo ", "k".repeat(256))) {
      failure(CorosyncError.NAME_TOO_LONG, cmap.trackPrefix(prefix, changes::add));
    }
    Waiting.value(cmap.trackPrefix("d", changes::add));
    set("demo.key", CmapValue.u8(1));
    next();
  }

  @Test
  public void item347_aClosedTrackingTellsNothing() {
    CmapTracking tracking = Waiting.value(cmap.trackPrefix("demo.", changes::add));
    BlockingQueue<CmapChange> others = new LinkedBlockingQueue<>();
    Waiting.value(cmap.trackPrefix("demo.", others::add));
    set("demo.key", CmapValue.u8(1));
    next();
    Future<Void> closed = tracking.close();
    Waiting.value(tracking.close());
    Waiting.value(closed);
    set("demo.key", CmapValue.u8(2));
    Waiting.take(others, "the first change");
    Waiting.take(others, "the second change");
    assertTrue(changes.isEmpty());
  }

  /** Six times what the ring holds, so that most of it waits in corosync. */
  @Test
  public void item330_changesWaitInOrderWhileTheyArePaused() {
    int count = 200;
    Waiting.value(cmap.trackPrefix("demo.", changes::add));
    cmap.pause();
    byte[] bytes = new byte[Cmap.MAX_VALUE_SIZE];
    for (int i = 0; i < count; i++) {
      Buffer value = Buffer.buffer(bytes).setInt(0, i);
      set("demo.key", CmapValue.binary(value));
    }
    assertTrue(changes.isEmpty());
    cmap.resume();
    for (int i = 0; i < count; i++) {
      var value = (CmapBinary) next().newValue().orElseThrow();
      assertEquals(i, value.bytes().getInt(0));
    }
  }

  @Test
  public void item308_aHandlerMayAskSetAndClose() {
    BlockingQueue<CorosyncException> ends = new LinkedBlockingQueue<>();
    cmap.closeHandler(ends::add);
    Waiting.value(
        cmap.track(
            "demo.key",
            change -> {
              if (change.kind() == Kind.ADD) {
                cmap.set("demo.key", CmapValue.string("answer"));
              } else {
                cmap.close();
              }
            }));
    Cmap other = Waiting.value(corosync.cmap());
    Waiting.value(other.set("demo.key", CmapValue.string("question")));
    assertEquals(Errno.ENOTCONN, Waiting.take(ends, "the end").errno());
    assertEquals("answer", Waiting.value(other.get("demo.key")).asText());
  }

  /** Corosync compares statistics now and then, so that it can tell of keys alone. */
  @Test
  public void item349_statisticsAreTrackedByKeysThatComeAndGo() {
    Cmap statistics = Waiting.value(corosync.cmapStatistics());
    var refusal =
        failure(
            CorosyncError.NOT_SUPPORTED,
            statistics.trackPrefix("stats.ipcs.", EnumSet.of(Kind.ADD), changes::add));
    assertTrue(refusal.getMessage(), refusal.getMessage().contains("stats.ipcs."));
    Waiting.value(
        statistics.trackPrefix(
            "stats.ipcs.service0.", EnumSet.of(Kind.ADD, Kind.DELETE), changes::add));
    Cmap other = Waiting.value(corosync.cmap());
    assertEquals(Kind.ADD, next().kind());
    Waiting.value(other.close());
    CmapChange change = next();
    while (change.kind() != Kind.DELETE) {
      change = next();
    }
    assertTrue(change.key(), change.key().startsWith("stats.ipcs.service0."));
  }
}
