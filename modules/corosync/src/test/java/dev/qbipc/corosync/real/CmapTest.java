package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cmap.Cmap;
import dev.qbipc.corosync.cmap.CmapEntry;
import dev.qbipc.corosync.cmap.CmapKey;
import dev.qbipc.corosync.cmap.CmapType;
import dev.qbipc.corosync.cmap.CmapValue;
import dev.qbipc.corosync.cmap.impl.wire.CurrentMap;
import dev.qbipc.corosync.cmap.impl.wire.Iteration;
import dev.qbipc.corosync.cmap.impl.wire.KeyField;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.impl.transport.LocalCorosync;
import dev.qbipc.corosync.impl.transport.Outage;
import dev.qbipc.corosync.impl.transport.ServiceConnection;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

/** The map of one node, beside corosync-cmapctl. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class CmapTest {

  private static final String LONGEST_KEY = "demo." + "k".repeat(250);

  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static RealCorosync node;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
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

  private CmapValue get(String key) {
    return Waiting.value(cmap.get(key));
  }

  private static CorosyncException failure(CorosyncError error, Future<?> future) {
    var failure = assertThrows(CorosyncException.class, () -> Waiting.value(future));
    assertEquals(failure.getMessage(), error, failure.error());
    return failure;
  }

  /** What corosync's own tool prints of a key, behind its name. */
  private static String printed(String key) {
    return node.run("corosync-cmapctl -b -g " + key).get(0).substring(key.length() + 1);
  }

  private static Map<String, CmapValue> extremes() {
    Map<String, CmapValue> values = new LinkedHashMap<>();
    values.put("(i8) = -128", CmapValue.i8(-128));
    values.put("(i8) = 127", CmapValue.i8(127));
    values.put("(u8) = 0", CmapValue.u8(0));
    values.put("(u8) = 255", CmapValue.u8(255));
    values.put("(i16) = -32768", CmapValue.i16(-32768));
    values.put("(i16) = 32767", CmapValue.i16(32767));
    values.put("(u16) = 65535", CmapValue.u16(65535));
    values.put("(i32) = -2147483648", CmapValue.i32(Integer.MIN_VALUE));
    values.put("(i32) = 2147483647", CmapValue.i32(Integer.MAX_VALUE));
    values.put("(u32) = 4294967295", CmapValue.u32(4294967295L));
    values.put("(i64) = -9223372036854775808", CmapValue.i64(Long.MIN_VALUE));
    values.put("(i64) = 9223372036854775807", CmapValue.i64(Long.MAX_VALUE));
    values.put("(u64) = 0", CmapValue.u64(0));
    values.put(
        "(u64) = 18446744073709551615", CmapValue.u64(new BigInteger("18446744073709551615")));
    values.put("(flt) = 1.500000", CmapValue.float32(1.5f));
    values.put("(flt) = -0.000000", CmapValue.float32(-0.0f));
    values.put("(flt) = nan", CmapValue.float32(Float.NaN));
    values.put("(flt) = inf", CmapValue.float32(Float.POSITIVE_INFINITY));
    values.put(
        "(flt) = 340282346638528859811704183484516925440.000000",
        CmapValue.float32(Float.MAX_VALUE));
    values.put("(dbl) = -0.100000", CmapValue.float64(-0.1));
    values.put("(dbl) = nan", CmapValue.float64(Double.NaN));
    values.put("(dbl) = -inf", CmapValue.float64(Double.NEGATIVE_INFINITY));
    values.put("(dbl) = 0.000000", CmapValue.float64(Double.MIN_VALUE));
    values.put("(str) = ", CmapValue.string(""));
    values.put("(str) = a text", CmapValue.string("a text"));
    values.put("(bin) = ", CmapValue.binary(Buffer.buffer()));
    values.put("(bin) = \\x00\\x01\\x7F", CmapValue.binary(Buffer.buffer(new byte[] {0, 1, 127})));
    return values;
  }

  @Test
  public void item342_valuesOfAllTypesAndTheirExtremes() {
    for (String key : List.of("demo.value", LONGEST_KEY)) {
      extremes()
          .forEach(
              (text, value) -> {
                set(key, value);
                assertEquals(value, get(key));
                assertEquals(text, printed(key));
              });
    }
  }

  @Test
  public void item342_whatCorosyncsToolHasSet() {
    node.mustRun("corosync-cmapctl -s demo.u64 u64 18446744073709551615");
    node.mustRun("corosync-cmapctl -s demo.nan dbl nan");
    node.mustRun("corosync-cmapctl -s demo.text str 'Gr\u00fc\u00dfe, text'");
    assertEquals(CmapValue.u64(new BigInteger("18446744073709551615")), get("demo.u64"));
    assertEquals(CmapValue.float64(Double.NaN), get("demo.nan"));
    assertEquals("Gr\u00fc\u00dfe, text", get("demo.text").asText());
    assertEquals(1, get("runtime.votequorum.this_node_id").asLong());
  }

  @Test
  public void item343_failuresNameTheKeyAndTheError() {
    set("demo.text", CmapValue.string("text"));
    var one = CmapValue.u8(1);
    Map<Future<?>, CorosyncError> failures = new LinkedHashMap<>();
    failures.put(cmap.set("demo.text", CmapValue.string("a\0b")), CorosyncError.INVALID_PARAM);
    failures.put(cmap.increment("demo.text"), CorosyncError.INVALID_PARAM);
    failures.put(cmap.set("totem.cluster_name", one), CorosyncError.ACCESS);
    failures.put(cmap.delete("nodelist.node.0.nodeid"), CorosyncError.ACCESS);
    failures.put(cmap.get("demo.absent"), CorosyncError.NOT_EXIST);
    failures.put(cmap.delete("demo.absent"), CorosyncError.NOT_EXIST);
    failures.put(cmap.increment("demo.absent"), CorosyncError.NOT_EXIST);
    failures.put(cmap.set("ab", one), CorosyncError.NAME_TOO_LONG);
    failures.put(cmap.set("demo key", one), CorosyncError.NAME_TOO_LONG);
    failures.put(cmap.set("demo.\u00e4", one), CorosyncError.NAME_TOO_LONG);
    failures.put(cmap.set("", one), CorosyncError.NAME_TOO_LONG);
    failures.put(cmap.set(LONGEST_KEY + "k", one), CorosyncError.NAME_TOO_LONG);
    failures.put(cmap.delete("demo.text\0"), CorosyncError.NAME_TOO_LONG);
    List<String> messages = new ArrayList<>();
    failures.forEach((call, error) -> messages.add(failure(error, call).getMessage()));
    assertEquals(
        "corosync's service cmap, setting key demo.text: an invalid parameter"
            + " (CS_ERR_INVALID_PARAM, 7)",
        messages.get(0));
    for (String key :
        List.of(
            "demo.text",
            "totem.cluster_name",
            "nodelist.node.0.nodeid",
            "demo.absent",
            "ab",
            "demo key",
            "demo.\u00e4",
            LONGEST_KEY + "k")) {
      assertTrue(key, messages.stream().anyMatch(message -> message.contains("key " + key)));
    }
    assertEquals("text", get("demo.text").asText());
  }

  @Test
  public void item344_valuesOfAllLengths() {
    for (int length : new int[] {62, 63, 64, 65, 1000, Cmap.MAX_VALUE_SIZE}) {
      for (var value :
          List.of(
              CmapValue.string("x".repeat(length)),
              CmapValue.binary(Buffer.buffer(new byte[length])))) {
        set("demo.long", value);
        assertEquals(value, get("demo.long"));
      }
    }
  }

  /** Corosync itself says 7, an invalid parameter. */
  @Test
  public void item344_aLongerValueIsRefused() throws IOException {
    int tooLong = Cmap.MAX_VALUE_SIZE + 1;
    Files.write(node.directory().resolve("value"), new byte[tooLong]);
    assertEquals(
        "Failed to set key demo.long. Error CS_ERR_INVALID_PARAM",
        node.run("corosync-cmapctl -s demo.long bin /run/value").get(0));
    var bytes = CmapValue.binary(Buffer.buffer(new byte[tooLong]));
    var refusal = failure(CorosyncError.TOO_BIG, cmap.set("demo.long", bytes));
    assertTrue(refusal.getMessage(), refusal.getMessage().contains("demo.long to 16385 bytes"));
    failure(CorosyncError.TOO_BIG, cmap.set("demo.long", CmapValue.string("x".repeat(tooLong))));
    failure(CorosyncError.NOT_EXIST, cmap.get("demo.long"));
  }

  @Test
  public void item345_stepsWrapAround() {
    set("demo.u8", CmapValue.u8(254));
    set("demo.i8", CmapValue.i8(-127));
    set("demo.u64", CmapValue.u64(0));
    Waiting.value(cmap.increment("demo.u8"));
    assertEquals(CmapValue.u8(255), get("demo.u8"));
    Waiting.value(cmap.increment("demo.u8"));
    assertEquals(CmapValue.u8(0), get("demo.u8"));
    Waiting.value(cmap.decrement("demo.u8"));
    assertEquals(CmapValue.u8(255), get("demo.u8"));
    Waiting.value(cmap.adjust("demo.i8", -2));
    assertEquals(CmapValue.i8(127), get("demo.i8"));
    Waiting.value(cmap.decrement("demo.u64"));
    assertEquals("18446744073709551615", get("demo.u64").toString());
    Waiting.value(cmap.adjust("demo.u64", Integer.MAX_VALUE));
    assertEquals(Integer.MAX_VALUE - 1, get("demo.u64").asLong());
  }

  private List<String> keys(String prefix) {
    List<String> keys = new ArrayList<>();
    Waiting.value(
        cmap.iterate(
            prefix,
            key -> {
              keys.add(key.name());
              return Future.succeededFuture(true);
            }));
    return keys;
  }

  @Test
  public void item346_keysOfAPrefixInOrder() {
    set("demo.b", CmapValue.string("text"));
    set("demo.a.c", CmapValue.u16(1));
    set("demo1", CmapValue.u8(1));
    List<CmapKey> keys = new ArrayList<>();
    Waiting.value(cmap.iterate("demo", key -> Future.succeededFuture(keys.add(key))));
    assertEquals(
        List.of(
            new CmapKey("demo.a.c", CmapType.U16, 2),
            new CmapKey("demo.b", CmapType.STRING, 5),
            new CmapKey("demo1", CmapType.U8, 1)),
        keys);
    assertEquals(List.of("demo.a.c", "demo.b"), keys("demo."));
    assertEquals(List.of(), keys("demo.none"));
    List<String> all = keys("");
    assertTrue(all.containsAll(List.of("demo.a.c", "demo.b", "demo1", "totem.cluster_name")));
    assertEquals(all.stream().sorted().toList(), all);
  }

  @Test
  public void item346_fiveHundredKeys() {
    List<CmapEntry> expected = new ArrayList<>();
    for (int i = 1000; i < 1500; i++) {
      var entry = new CmapEntry("demo." + i, CmapValue.u32(i));
      expected.add(entry);
      cmap.set(entry.key(), entry.value());
    }
    assertEquals(expected, Waiting.value(cmap.list("demo.")));
    assertEquals(expected.stream().map(CmapEntry::key).toList(), keys("demo."));
  }

  /** Keys that change while they are compared are of load, of statistics, and of this test. */
  @Test
  public void item346_theWholeMapAsCorosyncsToolPrintsIt() {
    set("demo.flt", CmapValue.string("text"));
    List<String> expected =
        node.run("corosync-cmapctl").stream().filter(CmapTest::isCompared).toList();
    List<String> listed =
        Waiting.value(cmap.list("")).stream()
            .map(CmapEntry::toString)
            .filter(CmapTest::isCompared)
            .toList();
    assertEquals(expected, listed);
    assertTrue(listed.size() > 50);
  }

  private static boolean isCompared(String line) {
    return !line.startsWith("done ")
        && !line.startsWith("runtime.services.")
        && !line.startsWith("resources.");
  }

  @Test
  public void item349_statistics() {
    Cmap statistics = Waiting.value(corosync.cmapStatistics());
    List<CmapEntry> all = Waiting.value(statistics.list(""));
    assertTrue(all.stream().allMatch(entry -> entry.key().startsWith("stats.")));
    for (String prefix : List.of("stats.srp.", "stats.pg.", "stats.ipcs.")) {
      assertTrue(prefix, all.stream().anyMatch(entry -> entry.key().startsWith(prefix)));
    }
    assertTrue(Waiting.value(statistics.get("stats.srp.operational_entered")).asLong() > 0);
    String connections = "stats.ipcs.service0." + ProcessHandle.current().pid() + ".";
    List<String> ours =
        Waiting.value(statistics.list(connections)).stream()
            .filter(entry -> entry.key().endsWith(".procname"))
            .map(entry -> entry.value().asText())
            .toList();
    assertFalse(ours.isEmpty());
    var refusal =
        failure(CorosyncError.ACCESS, statistics.set("stats.srp.mtt_rx_token", CmapValue.u32(1)));
    assertTrue(refusal.getMessage(), refusal.getMessage().contains("stats.srp.mtt_rx_token"));
    Waiting.value(statistics.set("stats.clear.ipc", CmapValue.u32(1)));
    failure(CorosyncError.NOT_EXIST, cmap.get("stats.srp.mtt_rx_token"));
    failure(CorosyncError.NOT_EXIST, statistics.get("totem.cluster_name"));
  }

  /** This library chooses a map once, by a connection of its own. */
  @Test
  public void item349_theMapIsNotChangedWhileKeysAreListed() {
    var local = new LocalCorosync(vertx, node.options(), new Outage());
    var connection = Waiting.value(ServiceConnection.open(local, "cmap", 1));
    long list =
        Waiting.value(
            connection.request(Iteration.init(new KeyField("")), "a list", Iteration::handle));
    failure(
        CorosyncError.BUSY,
        connection.request(CurrentMap.statistics(), "another map", answer -> null));
    Waiting.value(connection.request(Iteration.finalize(list), "its end", answer -> null));
    failure(
        CorosyncError.BAD_HANDLE,
        connection.request(Iteration.next(list), "its next key", Iteration::key));
    Waiting.value(connection.request(CurrentMap.statistics(), "another map", answer -> null));
  }
}
