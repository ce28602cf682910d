package dev.pmxcfs.cluster.real;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.cluster.ClusterNode;
import dev.pmxcfs.cluster.ClusterOptions;
import dev.pmxcfs.cluster.ClusterStatus;
import dev.pmxcfs.cluster.conf.HostConfOptions;
import dev.pmxcfs.cluster.group.GroupOptions;
import dev.pmxcfs.cluster.group.GroupStatus;
import dev.pmxcfs.cluster.group.Mode;
import dev.pmxcfs.state.ClockedState;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.StateOptions;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.PutFile;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Digest;
import dev.qbipc.corosync.real.RealCorosync;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Polling;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** A node of a cluster: its own database, beside a real corosync. */
final class RealNode implements AutoCloseable {

  private final Vertx vertx;
  private final RealCorosync corosync;
  private final int id;
  private final GroupOptions groups = new GroupOptions();
  private volatile Duration ahead = Duration.ZERO;
  private ClusterNode node;
  private ClusterState state;

  RealNode(Vertx vertx, RealCorosync corosync, int id) {
    this.vertx = vertx;
    this.corosync = corosync;
    this.id = id;
  }

  /** Starts it on its database, which is made the first time. */
  RealNode start() {
    var conf = corosync.configuration().toString();
    var options =
        new ClusterOptions()
            .setCorosync(corosync.options().setStartAwaited(false))
            .setAddress("10.77.0." + id)
            .setGroups(groups)
            .setHostConf(new HostConfOptions().setFile(conf).setReloadingTool("true"));
    node = ClusterNode.create(vertx, options);
    try {
      state = ClockedState.open(stateOptions(), node.order(), new ShiftedClock());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    node.prepare(state);
    node.start();
    return this;
  }

  /** What the node takes for the time of day is another one from now on. */
  RealNode setClockAhead(Duration duration) {
    ahead = duration;
    return this;
  }

  /** How long changes wait from the next start on while nothing moves. */
  RealNode setChangeTimeout(Duration duration) {
    groups.setChangeTimeout(duration);
    return this;
  }

  private final class ShiftedClock extends Clock {

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("of no zone");
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(ahead);
    }
  }

  /** How the node fares in its cluster, of which it has begun to join the groups. */
  ClusterStatus status() {
    Optional<ClusterStatus> status = get(node.report().toCompletionStage().toCompletableFuture());
    return status.orElseThrow();
  }

  /** Whether it has what the others have, of a number of members. */
  boolean isSynced(int members) {
    GroupStatus tree = status().tree();
    return tree.mode() == Mode.SYNCED
        && tree.members().size() == members
        && tree.members().stream().allMatch(GroupStatus.MemberStatus::isSynced);
  }

  /** Starts it on its database, in no cluster. */
  void startAlone() {
    try {
      state = ClusterState.open(stateOptions());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends what was started alone. */
  void closeAlone() {
    closeState();
  }

  private StateOptions stateOptions() {
    return new StateOptions()
        .setDatabase(database().toString())
        .setNodeName("n" + id)
        .setCorosyncConf(corosync.configuration().toString());
  }

  boolean isQuorate() {
    return state.status().current().members().isQuorate();
  }

  /** Adds a line to the cluster's log. */
  void log(String message) {
    ByteString test = ByteString.of("test");
    state.log(6, test, test, 1, ByteString.of(message));
  }

  /** Whether a line is in the cluster's log, as this node knows it. */
  boolean hasLogged(String message) {
    return messages().contains(message);
  }

  private List<String> messages() {
    return state.log().newest(ByteString.of(""), 100).stream()
        .map(entry -> entry.message().toString())
        .toList();
  }

  /** Whether a line comes before another one in the cluster's log, the newest of which is first. */
  boolean hasLogged(String one, String behind) {
    List<String> messages = messages();
    return messages.contains(one) && messages.indexOf(one) < messages.indexOf(behind);
  }

  /** Publishes a value of this node. */
  void publish(String key, String value) {
    state.publish(ByteString.of(key), value.getBytes(UTF_8));
  }

  /** What a node has published, as this one knows it; empty if nothing. */
  String published(String node, String key) {
    return state
        .status(ByteString.of(node), ByteString.of(key))
        .map(value -> new String(value, UTF_8))
        .orElse("");
  }

  private static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  ClusterState state() {
    return state;
  }

  ClusterNode node() {
    return node;
  }

  Digest digest() {
    return Digest.ofTree(state.tree());
  }

  Outcome make(Change change) {
    return get(state.changes().submit(change).toCompletableFuture());
  }

  Outcome put(String file, String text) {
    return make(new PutFile(ConfigPath.of(file), text.getBytes(UTF_8)));
  }

  /** The text of a file, or nothing. */
  Optional<String> text(String file) {
    return state.tree().file(ConfigPath.of(file)).map(bytes -> new String(bytes, UTF_8));
  }

  /** Waits for what comes from other nodes. */
  static void await(BooleanSupplier condition, String what) {
    Polling.until(condition, what);
  }

  /** Ends it, if it was started. */
  @Override
  public void close() {
    if (node != null) {
      get(node.close().toCompletionStage().toCompletableFuture());
      closeState();
    }
  }

  private void closeState() {
    try {
      state.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where its database is. */
  Path database() {
    return corosync.directory().resolve("config.db");
  }

  /** The host's corosync.conf. */
  String hostConf() {
    return read(corosync.configuration());
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "n" + id;
  }
}
