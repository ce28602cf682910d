package dev.pmxcfs.ipc.mount;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.HttpPort;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.PrometheusRules;
import dev.qbipc.fuse.real.Namespace;
import dev.qbipc.testing.Polling;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** What {@code stats}, {@code top}, metrics and health tell of the mount. */
public class MountObservedTest extends MountedServerTest {

  private static final String CHECK = "clients/mount";

  private final HttpPort http = new HttpPort();

  private String run(String... arguments) {
    Program.Result result = InProcess.run(arguments);
    assertEquals(result.errors().toString(), 0, result.status());
    return result.text();
  }

  private JsonObject stats() {
    return new JsonObject(run("stats", "--service", service)).getJsonObject("mount");
  }

  private JsonObject call(String name) {
    return stats().getJsonArray("calls").stream()
        .map(JsonObject.class::cast)
        .filter(call -> call.getString("name").equals(name))
        .findFirst()
        .orElseGet(JsonObject::new);
  }

  @Test
  public void statsTellsOfEachKindOfCall() {
    startMounted();
    output("echo text > file && cat file && ! cat missing 2>/dev/null");
    // a call is counted once its answer is given
    for (Map.Entry<String, Long> expected : Map.of("release", 2L, "write", 1L).entrySet()) {
      String name = expected.getKey();
      Polling.until(() -> call(name).getLong("calls", 0L).equals(expected.getValue()), name);
    }
    Polling.until(() -> call("lookup").getLong("errors", 0L) > 0, "what is missing");
    assertEquals(mount.toString(), stats().getString("directory"));
    JsonObject write = call("write");
    assertEquals(1, write.getLong("calls").intValue());
    assertEquals(0, write.getLong("errors").intValue());
    JsonObject latency = write.getJsonObject("latencyNanos");
    assertEquals(1, latency.getLong("count").intValue());
    assertTrue(latency.encode(), latency.getLong("p50") > 0);
    assertTrue(latency.encode(), latency.getLong("p50") <= latency.getLong("max"));
    assertEquals(0, stats().getLong("timeouts").intValue());
    assertEquals(0, stats().getLong("malformed").intValue());
  }

  @Test
  public void statsTellsWhatIsOpenAndWhatTheKernelWasTold() throws IOException {
    startMounted();
    output("echo text > file");
    Process inside =
        namespace.start("cd " + mount + " && exec 3< file && echo in && read line; exec 3<&-");
    assertEquals("in", inside.inputReader().readLine());
    Polling.until(() -> stats().getInteger("openHandles") == 1, "the open file");
    assertEquals(0, stats().getInteger("gatheredBytes").intValue());
    assertEquals(0, stats().getInteger("waiting").intValue());
    inside.outputWriter().close();
    Namespace.result(inside);
    Polling.until(() -> stats().getInteger("openHandles") == 0, "the end of the handle");
    long before = stats().getLong("notifications");
    output("cat file");
    InProcess.run("another".getBytes(), "config", "put", "file", "-", "--service", service);
    Polling.until(() -> stats().getLong("notifications") > before, "the notification");
  }

  @Test
  public void metricsTellTheSame() {
    startMounted("--metrics", http.number());
    output("echo text > file");
    Polling.until(() -> call("write").getLong("calls", 0L) == 1, "the write");
    String text = http.get("/metrics").body();
    assertEquals(List.of(), PrometheusRules.violations(text));
    String write = "{call=\"write\",service=\"" + service + "\"} ";
    assertThat(text, containsString("pmxcfs_mount_call_latency_seconds_count" + write + "1\n"));
    assertThat(text, containsString("pmxcfs_mount_call_errors_total" + write + "0.0\n"));
    String all = "{service=\"" + service + "\"} ";
    assertThat(text, containsString("pmxcfs_mount_call_timeouts_total" + all + "0.0\n"));
    for (String gauge :
        List.of("waiting_calls", "open_handles", "gathered_bytes", "waiting_notifications")) {
      assertThat(text, containsString("pmxcfs_mount_" + gauge + all));
    }
  }

  @Test
  public void locksAreListedWithTheirHolder() {
    startMounted();
    output("mkdir priv priv/lock && mkdir priv/lock/domain-ha && touch priv/lock/no-lock");
    JsonObject state = new JsonObject(run("stats", "--service", service)).getJsonObject("state");
    assertEquals(1, state.getInteger("locks").intValue());
    JsonObject lock = state.getJsonArray("oldestLocks").getJsonObject(0);
    String node = output("readlink local").strip().substring("nodes/".length());
    assertEquals("domain-ha", lock.getString("name"));
    assertEquals(node, lock.getString("node"));
    assertFalse(lock.getBoolean("expired"));
    String metrics = run("stats", "--prometheus", "--service", service);
    assertEquals(List.of(), PrometheusRules.violations(metrics));
    String labels = "{lock=\"domain-ha\",node=\"" + node + "\",service=\"" + service + "\"} ";
    assertThat(metrics, containsString("pmxcfs_lock_age_seconds" + labels));
    assertThat(metrics, containsString("pmxcfs_lock_expired" + labels + "0.0\n"));
    output("rmdir priv/lock/domain-ha");
    state = new JsonObject(run("stats", "--service", service)).getJsonObject("state");
    assertTrue(state.getJsonArray("oldestLocks").isEmpty());
  }

  /** Reading costs none. */
  @Test
  public void statsCountsTheTransactions() {
    startMounted();
    output("echo text > file");
    long before = transactions();
    output("cat file && ls");
    assertEquals(before, transactions());
    output("echo text > new && mv new file");
    long spent = transactions() - before;
    assertTrue(spent + " transactions", spent >= 1 && spent <= 3);
    String top = run("top", "--once", "--interval", "0.1", "--service", service);
    assertTrue(top, top.lines().anyMatch(line -> line.endsWith(" 0 transactions/s")));
    assertThat(
        run("stats", "--prometheus", "--service", service),
        containsString(
            "pmxcfs_config_transactions_total{service=\"" + service + "\"} " + transactions()));
  }

  private long transactions() {
    return new JsonObject(run("stats", "--service", service))
        .getJsonObject("state")
        .getJsonObject("source")
        .getJsonObject("writes")
        .getLong("transactions");
  }

  @Test
  public void topHasALineOfTheMountAndOneForEachKindOfCall() {
    startMounted();
    output("echo text > file");
    Polling.until(() -> call("write").getLong("calls", 0L) == 1, "the write");
    String top = run("top", "--once", "--interval", "0.1", "--service", service);
    assertThat(top, containsString("mounted on " + mount + ": "));
    assertTrue(top, top.lines().anyMatch(line -> line.matches(" *\\d+ +\\d+ .* 1 {2}write")));
  }

  @Test
  public void aServiceWithoutAMountTellsOfNone() {
    programs.startService(service, "serve", "--service", service, "--db", database().toString());
    assertEquals(null, stats());
    assertThat(run("stats", "--prometheus", "--service", service), not(containsString("mount")));
    String top = run("top", "--once", "--interval", "0.1", "--service", service);
    assertThat(top, not(containsString("mounted")));
  }

  @Test
  public void aMountThatIsGoneFromItsPlaceIsAFault() throws IOException {
    Program program = startMounted("--metrics", http.number());
    assertThat(http.get("/ready").body(), containsString("{\"id\":\"mount\",\"status\":\"UP\"}"));
    assertEquals(Map.of(), http.faults());
    Process inside = namespace.start("cd " + mount + " && echo in && read line");
    assertEquals("in", inside.inputReader().readLine());
    namespace.output("umount -l " + mount);
    String fault = "the tree is not what is seen on " + mount;
    Polling.until(
        () -> http.faultsForClients().getOrDefault(CHECK, "").startsWith(fault), "not ready");
    // an answer may be one of a second ago
    Polling.until(
        () -> http.faults().getOrDefault(CHECK, "").contains("restart this service"),
        "not healthy");
    program.awaitErrorLine("clients/mount: " + fault);
    inside.outputWriter().close();
    assertEquals(0, program.awaitEnd(Program.PATIENCE).status());
  }

  @Test
  public void whatIsMountedOverItIsAFaultUntilItIsTakenOff() {
    startMounted("--metrics", http.number());
    namespace.output("mount -t tmpfs over " + mount);
    Polling.until(() -> http.faults().containsKey(CHECK), "the fault");
    namespace.output("umount " + mount);
    Polling.until(() -> http.faults().isEmpty(), "its end");
  }

  /** As when a disk hangs; changes wait up to ten seconds for the database, again and again. */
  @Test
  public void aMountThatDoesNotAnswerIsAFault() throws Exception {
    startMounted("--metrics", http.number());
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement lock = other.createStatement()) {
      lock.execute("BEGIN IMMEDIATE");
      Process waiting = namespace.start("cd " + mount + " && while ! mkdir d; do :; done");
      Polling.until(
          () -> http.faultsForClients().getOrDefault(CHECK, "").contains("has had no answer for"),
          "the fault");
      lock.execute("ROLLBACK");
      Namespace.result(waiting);
    }
    Polling.until(() -> http.faultsForClients().isEmpty(), "its end");
    assertFalse(output("ls").isEmpty());
  }
}
