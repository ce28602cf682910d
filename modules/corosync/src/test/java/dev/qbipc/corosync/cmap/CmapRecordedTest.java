package dev.qbipc.corosync.cmap;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cmap.CmapChange.Kind;
import dev.qbipc.corosync.fake.FakeCorosync;
import dev.qbipc.corosync.fake.Recording;
import dev.qbipc.corosync.fake.Replay;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.fake.WireMessage;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** The map by what libcmap and corosync 3.1.7 said to each other. */
@RunWith(VertxUnitRunner.class)
public class CmapRecordedTest {

  private static final int GET = 2;
  private static final int TRACK_ADD = 7;

  private static final Map<String, CmapValue> VALUES = new LinkedHashMap<>();

  static {
    VALUES.put("demo.i8", CmapValue.i8(-5));
    VALUES.put("demo.u8", CmapValue.u8(250));
    VALUES.put("demo.i16", CmapValue.i16(-1234));
    VALUES.put("demo.u16", CmapValue.u16(65000));
    VALUES.put("demo.i32", CmapValue.i32(-70000));
    VALUES.put("demo.u32", CmapValue.u32(4_000_000_000L));
    VALUES.put("demo.i64", CmapValue.i64(-5_000_000_000L));
    VALUES.put("demo.u64", CmapValue.u64(new BigInteger("fedcba9876543210", 16)));
    VALUES.put("demo.f", CmapValue.float32(1.5f));
    VALUES.put("demo.d", CmapValue.float64(-0.1));
    VALUES.put("demo.s", CmapValue.string("text"));
    VALUES.put("demo.b", CmapValue.binary(Buffer.buffer(new byte[] {0, 1, 2, 3, -1})));
  }

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Recording recording = Recording.of("30-corosync-cmap.txt");
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<CmapChange> changes = new LinkedBlockingQueue<>();
  private FakeCorosync fake;
  private Replay replay;
  private Corosync corosync;

  @Before
  public void start() {
    fake = FakeCorosync.start(folder.getRoot().toPath(), "cmap");
    replay = new Replay(fake, CmapRecordedTest::isPadding, CmapRecordedTest::renumbered);
    corosync = Corosync.create(vertx, fake.options());
  }

  @After
  public void stop() {
    Waiting.value(vertx.close());
    fake.close();
  }

  /** What libcmap numbers its trackings with. */
  private static boolean isPadding(int id, int offset) {
    return id == TRACK_ADD && offset >= 288;
  }

  /** An event with this library's number of the tracking, the first or the second one. */
  private static WireMessage renumbered(Recording.Message event) {
    boolean isFirst = event.shown()[24] == 0;
    return event.withZeros().u64(24, isFirst ? 1 : 2);
  }

  private Cmap cmap() {
    return Waiting.value(corosync.cmap());
  }

  private void play(String title, List<Supplier<Future<Void>>> calls) {
    replay.expect(recording.messages(title));
    calls.forEach(call -> Waiting.value(call.get()));
    replay.assertPlayed();
  }

  private CorosyncException refused(CorosyncError error, Future<?> call) {
    var refusal = assertThrows(CorosyncException.class, () -> Waiting.value(call));
    assertEquals(error, refusal.error());
    return refusal;
  }

  @Test
  public void item353_settingValuesOfAllTypes() {
    Cmap cmap = cmap();
    play(
        "cmap set one value of each integer type",
        VALUES.entrySet().stream()
            .filter(entry -> entry.getValue().type().isInteger())
            .map(entry -> (Supplier<Future<Void>>) () -> set(cmap, entry))
            .toList());
    play(
        "cmap set float, double, string, binary",
        VALUES.entrySet().stream()
            .filter(entry -> !entry.getValue().type().isInteger())
            .map(entry -> (Supplier<Future<Void>>) () -> set(cmap, entry))
            .toList());
    play(
        "cmap set binary of length 0",
        List.of(() -> cmap.set("demo.eb", CmapValue.binary(Buffer.buffer()))));
  }

  private static Future<Void> set(Cmap cmap, Map.Entry<String, CmapValue> entry) {
    return cmap.set(entry.getKey(), entry.getValue());
  }

  @Test
  public void item353_gettingValuesOfAllTypes() {
    Cmap cmap = cmap();
    VALUES.forEach(
        (key, value) -> {
          replay.expect(recording.messages("cmap get " + key + " with room for 64 bytes"));
          assertEquals(value, Waiting.value(cmap.get(key)));
          replay.assertPlayed();
        });
  }

  @Test
  public void item353_stringsThatAreEmptyOrHaveAZeroByte() {
    Cmap cmap = cmap();
    replay.expect(recording.messages("cmap set empty string"));
    Waiting.value(cmap.set("demo.es", CmapValue.string("")));
    assertEquals(CmapValue.string(""), Waiting.value(cmap.get("demo.es")));
    replay.expect(recording.messages("cmap set string with a NUL inside"));
    refused(CorosyncError.INVALID_PARAM, cmap.set("demo.ns", CmapValue.string("ab\0cd")));
    refused(CorosyncError.NOT_EXIST, cmap.get("demo.ns"));
    replay.assertPlayed();
  }

  @Test
  public void item353_keysOfAllLengths() {
    Cmap cmap = cmap();
    var one = CmapValue.u8(1);
    replay.expect(recording.messages("cmap bad key names"));
    for (String key : List.of("ab", "demo key", "")) {
      refused(CorosyncError.NAME_TOO_LONG, cmap.set(key, one));
    }
    replay.assertPlayed();
    String longest = "k".repeat(255);
    play(
        "cmap key of 255 characters",
        List.of(() -> cmap.set(longest, one), () -> cmap.delete(longest)));
  }

  @Test
  public void item353_keysForReadingAlone() {
    Cmap cmap = cmap();
    replay.expect(recording.messages("cmap set of a read-only key"));
    var refusal =
        refused(CorosyncError.ACCESS, cmap.set("totem.cluster_name", CmapValue.string("x")));
    assertEquals(
        "corosync's service cmap, setting key totem.cluster_name: not permitted"
            + " (CS_ERR_ACCESS, 11)",
        refusal.getMessage());
    replay.expect(recording.messages("cmap delete of a read-only key"));
    refused(CorosyncError.ACCESS, cmap.delete("nodelist.node.0.nodeid"));
    replay.assertPlayed();
  }

  @Test
  public void item353_steps() {
    Cmap cmap = cmap();
    play(
        "cmap inc and dec",
        List.of(
            () -> cmap.increment("demo.u8"),
            () -> cmap.decrement("demo.i8"),
            () -> cmap.increment("demo.u64")));
    replay.expect(recording.messages("cmap inc of a string, of an absent key"));
    refused(CorosyncError.INVALID_PARAM, cmap.increment("demo.s"));
    refused(CorosyncError.NOT_EXIST, cmap.increment("demo.absent"));
    replay.assertPlayed();
  }

  private static Function<CmapKey, Future<Boolean>> into(List<CmapKey> keys) {
    return key -> Future.succeededFuture(keys.add(key));
  }

  @Test
  public void item353_listingKeys() {
    Cmap cmap = cmap();
    List<CmapKey> keys = new ArrayList<>();
    play("cmap iteration with prefix", List.of(() -> cmap.iterate("demo.", into(keys))));
    assertEquals(14, keys.size());
    assertEquals(new CmapKey("demo.b", CmapType.BINARY, 5), keys.get(0));
    assertEquals(new CmapKey("demo.es", CmapType.STRING, 1), keys.get(3));
    assertEquals(new CmapKey("demo.u8", CmapType.U8, 1), keys.get(13));
    List<CmapKey> again = new ArrayList<>();
    play(
        "cmap clean up and disconnect",
        List.of(
            () -> cmap.iterate("demo.", into(again)),
            () ->
                Future.all(again.stream().map(key -> cmap.delete(key.name())).toList())
                    .mapEmpty()));
    assertEquals(keys, again);
  }

  private CmapChange next() {
    return Waiting.take(changes, "a change");
  }

  private void changedTwice(CmapChange change) {
    assertEquals(change, next());
    assertEquals(change, next());
  }

  private static CmapChange change(Kind kind, String key, CmapValue from, CmapValue to) {
    return new CmapChange(kind, key, Optional.ofNullable(from), Optional.ofNullable(to));
  }

  @Test
  public void item353_tracking() {
    Cmap cmap = cmap();
    replay.expect(recording.messages("cmap track: key, prefix, all"));
    CmapTracking key = Waiting.value(cmap.track("demo.u8", changes::add));
    CmapTracking prefix = Waiting.value(cmap.trackPrefix("demo.", changes::add));
    var seven = CmapValue.u8(7);
    play("change a tracked key", List.of(() -> cmap.set("demo.u8", seven)));
    changedTwice(change(Kind.MODIFY, "demo.u8", CmapValue.u8(251), seven));
    play("set it to the same value", List.of(() -> cmap.set("demo.u8", seven)));
    var text = CmapValue.string("now text");
    play("change its type", List.of(() -> cmap.set("demo.u8", text)));
    changedTwice(change(Kind.MODIFY, "demo.u8", seven, text));
    var number = CmapValue.float64(3.25);
    play("add a key", List.of(() -> cmap.set("demo.new", number)));
    assertEquals(change(Kind.ADD, "demo.new", null, number), next());
    play("inc of a tracked key", List.of(() -> cmap.increment("demo.u16")));
    assertEquals(
        change(Kind.MODIFY, "demo.u16", CmapValue.u16(65000), CmapValue.u16(65001)), next());
    play("delete", List.of(() -> cmap.delete("demo.new"), () -> cmap.delete("demo.u8")));
    assertEquals(change(Kind.DELETE, "demo.new", number, null), next());
    changedTwice(change(Kind.DELETE, "demo.u8", text, null));
    play(
        "track delete",
        List.of(key::close, prefix::close, () -> cmap.set("demo.u8", CmapValue.u8(9))));
    assertTrue(changes.isEmpty());
  }

  /** The room for a value is the client's choice, and libcmap's was another one. */
  @Test
  public void item353_statisticsOfWhichOneListEndsEarly() {
    var lenient = new Replay(fake, (id, offset) -> id == GET && offset >= 280);
    lenient.expect(recording.messages("stats map"));
    Cmap statistics = Waiting.value(corosync.cmapStatistics());
    List<String> keys = new ArrayList<>();
    Waiting.value(
        statistics.iterate(
            "stats.srp.",
            key -> {
              keys.add(key.name());
              return Future.succeededFuture(keys.size() < 3);
            }));
    assertEquals(
        List.of(
            "stats.srp.avg_backlog_calc",
            "stats.srp.avg_token_workload",
            "stats.srp.commit_entered"),
        keys);
    for (int i = 0; i < 2; i++) {
      assertEquals(CmapValue.u32(29), Waiting.value(statistics.get("stats.srp.mtt_rx_token")));
    }
    refused(CorosyncError.ACCESS, statistics.set("stats.foo", CmapValue.u32(1)));
    lenient.assertPlayed();
  }

  /** As before. */
  @Test
  public void item353_aKeyThatIsNotThere() {
    var lenient = new Replay(fake, (id, offset) -> id == GET && offset >= 280);
    lenient.expect(recording.messages("cmap get of an absent key"));
    refused(CorosyncError.NOT_EXIST, cmap().get("demo.absent"));
    lenient.assertPlayed();
  }
}
