package dev.pmxcfs.state;

import static dev.pmxcfs.state.RecordedDatabase.recorded;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The answers to operations 1, 2 and 3 as the C server gave them (recordings 01 and 02). */
public class RecordedStateTest {

  private static final Clock AT_01 = clock(1_795_533_408L);
  private static final Clock AT_02 = clock(1_795_533_459L);

  private static final Pattern GUEST = Pattern.compile("\"\\d+\": \\{[^}]*}");

  @Rule public TemporaryFolder folder = new TemporaryFolder();

  private static Clock clock(long seconds) {
    return Clock.fixed(Instant.ofEpochSecond(seconds), ZoneOffset.UTC);
  }

  @Test
  public void item1_fsVersionOfAFreshDatabase() throws Exception {
    try (ClusterState state = fresh()) {
      assertEquals(1049, state.fsVersion().length);
      assertArrayEquals(recorded("empty-fs-version.json"), state.fsVersion());
    }
  }

  @Test
  public void item28_clusterInfoOfAFreshDatabase() throws Exception {
    try (ClusterState state = fresh()) {
      assertArrayEquals(recorded("empty-cluster-info.json"), state.clusterInfo());
    }
  }

  @Test
  public void item29_guestListOfAFreshDatabase() throws Exception {
    try (ClusterState state = fresh()) {
      assertArrayEquals(recorded("empty-guest-list.json"), state.guestList());
    }
  }

  @Test
  public void item41_fsVersionAfterARestart() throws Exception {
    try (ClusterState state = config02()) {
      assertArrayEquals(recorded("config-02-fs-version.json"), state.fsVersion());
    }
  }

  /** No client relies on the order of the guests, and this server's is another. */
  @Test
  public void item41_guestListAfterARestart() throws Exception {
    String recorded = new String(recorded("config-02-guest-list.json"), UTF_8);
    try (ClusterState state = config02()) {
      String list = new String(state.guestList(), UTF_8);
      assertEquals(guests(recorded), guests(list));
      assertEquals(GUEST.matcher(recorded).replaceAll("G"), GUEST.matcher(list).replaceAll("G"));
    }
  }

  private static TreeSet<String> guests(String list) {
    return GUEST
        .matcher(list)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  public void items34And40_filesThatAreNoGuestsAreReadAllTheSame() throws Exception {
    try (ClusterState state = config02()) {
      for (String path :
          new String[] {
            "nodes/testnode/qemu-server/foo.conf",
            "nodes/testnode/qemu-server/0101.conf",
            "nodes/testnode/qemu-server/102.conf.tmp",
            "nodes/-bad/qemu-server/300.conf"
          }) {
        assertEquals("x", new String(state.config(ByteString.of(path)).orElseThrow(), UTF_8));
      }
    }
  }

  @Test
  public void wholeTreeIsLoaded() throws Exception {
    try (ClusterState state = config02()) {
      assertConfig(state, "storage.cfg", "dir: local\n\tpath /var/lib/vz\n");
      assertConfig(state, "empty.cfg", "");
      assertConfig(state, "priv/shadow.cfg", "secret");
      assertConfig(state, "privx", "pub");
      assertConfig(state, "nodes/testnode/priv/key", "nodesecret");
      assertConfig(state, "nodes/testnode/privy/f", "z");
      assertConfig(state, "nodes/testnode/lxc/101.conf", "hostname: b\n");
      assertConfig(state, "nodes/node2/qemu-server/200.conf", "name: c\n");
    }
  }

  private static void assertConfig(ClusterState state, String path, String content) {
    assertEquals(content, new String(state.config(ByteString.of(path)).orElseThrow(), UTF_8));
  }

  @Test
  public void privatePathsAreTheSameWhetherTheyExistOrNot() throws Exception {
    try (ClusterState state = config02()) {
      assertTrue(state.isPrivate(ByteString.of("priv/nonexistent")));
      assertFalse(state.isPrivate(ByteString.of("nonexistent")));
    }
  }

  @Test
  public void answersAreKept() throws Exception {
    try (ClusterState state = config02()) {
      assertSame(state.fsVersion(), state.fsVersion());
      assertSame(state.clusterInfo(), state.clusterInfo());
      assertSame(state.guestList(), state.guestList());
    }
  }

  @Test
  public void item49_fsVersionTellsTheKeysOfTheStatus() throws Exception {
    try (ClusterState state = fresh()) {
      byte[] before = state.fsVersion();
      state.publish(ByteString.of("tasklist"), new byte[] {0});
      assertEquals(
          new String(before, UTF_8).replace("{\n}", "{\n\"tasklist\": 0}"),
          new String(state.fsVersion(), UTF_8));
      state.publish(ByteString.of("kv/a"), new byte[] {0});
      state.publish(ByteString.of("tasklist"), new byte[] {0});
      assertEquals(
          new String(before, UTF_8).replace("{\n}", "{\n\"tasklist\": 1,\n\"kv/a\": 0}"),
          new String(state.fsVersion(), UTF_8));
      state.publish(ByteString.of("tasklist"), new byte[0]);
      state.publish(ByteString.of("kv/a"), new byte[0]);
      assertArrayEquals(before, state.fsVersion());
    }
  }

  /** Recording 10: the line breaks around the comma. */
  @Test
  public void fsVersionTellsTheKeysOfOtherNodesBehindThoseOfTheLocalOne() throws Exception {
    try (ClusterState state = fresh()) {
      String before = new String(state.fsVersion(), UTF_8);
      ByteString key = ByteString.of("tasklist");
      state.status().publish(ByteString.of("node2"), key, new byte[] {0});
      state.status().publish(ByteString.of("node3"), key, new byte[0]);
      assertEquals(
          before.replace("{\n}", "{\n}\n,\n\"node2\": {\n\"tasklist\": 0}\n,\n\"node3\": {\n}"),
          new String(state.fsVersion(), UTF_8));
    }
  }

  @Test
  public void item64_clusterInfoAndFsVersionTellOfAnotherNodeIp() throws Exception {
    try (ClusterState state = fresh()) {
      state.publish(ByteString.of("nodeip"), "10.1.2.3\0".getBytes(UTF_8));
      assertTrue(new String(state.fsVersion(), UTF_8).contains("\"clinfo\": 1,"));
      assertEquals(
          "{\n\"nodename\": \"testnode\",\n\"version\": 1\n}\n",
          new String(state.clusterInfo(), UTF_8));
    }
  }

  /** Such a key breaks the C server's answer for everybody. */
  @Test
  public void d4_keyIsEscaped() throws Exception {
    try (ClusterState state = fresh()) {
      state.publish(ByteString.of("q\"uo\\te\n"), new byte[] {0});
      assertTrue(
          new String(state.fsVersion(), UTF_8)
              .endsWith("\"testnode\": {\n\"q\\\"uo\\\\te\\u000a\": 0}\n}\n}\n"));
    }
  }

  @Test
  public void item79_logBeginsWithItsStart() throws Exception {
    try (ClusterState state = fresh()) {
      byte[] answer = state.clusterLog(ByteString.of(""), 50);
      String recorded = new String(recorded("start-cluster-log.json"), UTF_8);
      String pid = "\"pid\": " + ProcessHandle.current().pid();
      assertEquals(recorded.replace("\"pid\": 81", pid), new String(answer, UTF_8));
    }
  }

  private ClusterState fresh() throws IOException {
    Path file = folder.getRoot().toPath().resolve("config.db");
    return LocalClusterState.open(RecordedDatabase.at(file).options(), AT_01);
  }

  private ClusterState config02() throws Exception {
    Path directory = folder.getRoot().toPath();
    return LocalClusterState.open(
        RecordedDatabase.create(directory, RecordedDatabase.CONFIG_02).options(), AT_02);
  }
}
