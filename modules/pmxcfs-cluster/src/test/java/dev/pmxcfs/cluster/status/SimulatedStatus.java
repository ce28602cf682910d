package dev.pmxcfs.cluster.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.cluster.group.Application;
import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.ProcessGroup;
import dev.pmxcfs.cluster.group.StateMachine;
import dev.pmxcfs.cluster.group.Submission;
import dev.pmxcfs.cluster.simulation.Database;
import dev.pmxcfs.cluster.simulation.Ledger;
import dev.pmxcfs.cluster.simulation.NodeClock;
import dev.pmxcfs.state.log.ClusterLog;
import dev.pmxcfs.state.nodes.Measurements;
import dev.pmxcfs.state.nodes.NodeStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/**
 * What a node publishes and logs, of which nothing survives its process. Each publishes the same
 * keys as soon as it starts, since of a key that it has no more others keep what they had.
 */
final class SimulatedStatus implements Database<Submission> {

  private static final int MAX_NODES = 32;
  private static final int KEYS = 5;
  private static final ByteString EVERYBODY = ByteString.of("");
  private static final ByteString USER = ByteString.of("root@pam");
  private static final ByteString PROGRAM = ByteString.of("test");
  private static final int INFORMATION = 6;

  private NodeStatus status;
  private ClusterLog log;
  private Announcements announcements;

  @Override
  public GroupProtocol protocol() {
    return GroupProtocol.STATUS;
  }

  @Override
  public boolean differsUntilSync() {
    return true;
  }

  @Override
  public Application<Submission> open(Member self, IntSupplier seconds, BooleanSupplier quorate) {
    var clock = new NodeClock(seconds);
    status = new NodeStatus(name(self.nodeId()), new Measurements(clock));
    status.setNodes(
        ByteString.of("cluster"),
        1,
        IntStream.rangeClosed(1, MAX_NODES)
            .mapToObj(id -> new dev.pmxcfs.state.nodes.Member(id, name(id)))
            .toList());
    log = new ClusterLog(name(self.nodeId()), clock);
    announcements = new Announcements(status, Runnable::run);
    status.tellOthers((key, value) -> announcements.tell(Announcement.of(key, value)));
    log.tellOthers(entry -> announcements.tell(Announcement.of(entry)));
    for (int key = 0; key < KEYS; key++) {
      status.publish(key(key), self.toString().getBytes(UTF_8));
    }
    var address = Optional.of(ByteString.of("10.0.0." + self.nodeId()));
    return new StatusMember(status, log, address, announcements, () -> self);
  }

  private static ByteString name(int id) {
    return ByteString.of("node" + id);
  }

  private static ByteString key(int number) {
    return ByteString.of("key" + number % KEYS);
  }

  @Override
  public void opened(StateMachine<Submission> machine, ProcessGroup group) {
    announcements.sendTo(StatusSender.of(machine, group));
  }

  @Override
  public void submit(StateMachine<Submission> machine, int change, Ledger ledger) {
    ByteString text = ByteString.of("change " + change);
    if (change % 3 == 0) {
      log.add(INFORMATION, USER, PROGRAM, change, text);
    } else {
      status.publish(key(change), text.toArray());
    }
    ledger.answered(change, true);
    ledger.given(Set.of(change)); // it may be overwritten, or its process end
  }

  @Override
  public void changeAlone(int change, int node, int seconds) {}

  @Override
  public Object backup() {
    return List.of();
  }

  @Override
  public void restore(Object backup) {}

  /** All values and addresses of all nodes, and which messages there are. */
  @Override
  public Object contents() {
    Map<String, Object> all = new TreeMap<>();
    status
        .current()
        .values()
        .forEach(
            (node, values) ->
                values.forEach(
                    (key, value) -> all.put(node + " " + key, new String(value.data(), UTF_8))));
    status.current().addresses().forEach((node, address) -> all.put(node + " at", address));
    all.put(
        "log",
        log.newest(EVERYBODY, Long.MAX_VALUE).stream()
            .map(entry -> entry.time() + " " + entry.node().text() + " " + entry.uid())
            .toList());
    return all;
  }

  @Override
  public Set<Integer> changes() {
    return Set.of();
  }

  @Override
  public long version() {
    return 0;
  }

  @Override
  public int mtime() {
    return 0;
  }

  @Override
  public byte[] emptyState() {
    return new ClusterLog(name(MAX_NODES), new NodeClock(() -> 1)).sorted();
  }

  @Override
  public void fail() {}
}
