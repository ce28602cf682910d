package dev.pmxcfs.cluster.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.cluster.group.GroupOptions;
import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.cluster.group.ManualTime;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.ScriptedGroup;
import dev.pmxcfs.cluster.group.StateMachine;
import dev.pmxcfs.cluster.group.Submission;
import dev.pmxcfs.state.ManualClock;
import dev.pmxcfs.state.answer.ClusterInfoAnswer;
import dev.pmxcfs.state.answer.FsVersionAnswer;
import dev.pmxcfs.state.log.ClusterLog;
import dev.pmxcfs.state.log.LogEntry;
import dev.pmxcfs.state.nodes.Measurements;
import dev.pmxcfs.state.nodes.NodeStatus;
import dev.pmxcfs.state.tree.WatchedFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A node's status and log in a group in which happens what a test says; in one thread. */
final class StatusNode {

  private static final ByteString EVERYBODY = ByteString.of("");

  final Member member;
  final ScriptedGroup group;
  final ManualTime time;
  final ManualClock clock;
  final NodeStatus status;
  final ClusterLog log;
  final StateMachine<Submission> machine;
  final Announcements announcements;
  final List<String> measured = new ArrayList<>();

  /** A node of three, which are named by their ids, with an address that ends in its own. */
  StatusNode(Member member, int seconds) {
    this.member = member;
    time = new ManualTime(seconds);
    clock = new ManualClock(seconds);
    group = new ScriptedGroup(member);
    var measurements = new Measurements(clock);
    measurements.writeTo(
        (key, data) -> {
          measured.add(key + "=" + data);
          return Optional.empty();
        });
    status = new NodeStatus(name(member.nodeId()), measurements);
    log = new ClusterLog(name(member.nodeId()), clock);
    announcements = new Announcements(status, Runnable::run);
    var address = Optional.of(ByteString.of("10.98.7." + member.nodeId()));
    var application = new StatusMember(status, log, address, announcements, () -> member);
    machine =
        new StateMachine<>(GroupProtocol.STATUS, group, application, time, new GroupOptions());
    announcements.sendTo(StatusSender.of(machine, group));
    status.tellOthers((key, value) -> announcements.tell(Announcement.of(key, value)));
    log.tellOthers(entry -> announcements.tell(Announcement.of(entry)));
  }

  private static ByteString name(int id) {
    return ByteString.of("node" + id);
  }

  /** The list of the nodes is read. */
  StatusNode knowsNodes(int... ids) {
    status.setNodes(
        ByteString.of("pxc"),
        3,
        Arrays.stream(ids)
            .mapToObj(id -> new dev.pmxcfs.state.nodes.Member(id, name(id)))
            .toList());
    return this;
  }

  void setTime(int seconds) {
    time.set(seconds);
    clock.set(Integer.toUnsignedLong(seconds));
  }

  /** The members are others now. */
  void sees(List<Member> members, List<Member> joined) {
    machine.changed(members, List.of(), joined);
    settle();
  }

  void gets(Member sender, byte[] frame) {
    machine.delivered(frame.clone(), sender);
    settle();
  }

  private void settle() {
    machine.idle();
    group.settle();
  }

  void publishes(String key, String value) {
    status.publish(ByteString.of(key), value.getBytes(UTF_8));
    settle();
  }

  void logs(String message) {
    log.add(6, ByteString.of("root@pam"), ByteString.of("t"), 1, ByteString.of(message));
    settle();
  }

  /** What it has of a key of a node's; null for nothing. */
  String value(int node, String key) {
    return status
        .get(name(node), ByteString.of(key))
        .map(data -> new String(data, UTF_8))
        .orElse(null);
  }

  /** The part of operation 1 that tells what nodes publish. */
  String versions() {
    String all = new String(FsVersionAnswer.of(0, 0, WatchedFiles.UNREAD, status.current()), UTF_8);
    return all.substring(all.indexOf("\"kvstore\"")).replace("\n", "");
  }

  /** Operation 2. */
  String info() {
    return new String(ClusterInfoAnswer.of(status.localNode(), status.current()), UTF_8);
  }

  int infoVersion() {
    return status.current().clusterInfoVersion();
  }

  /** The log, the newest first. */
  String messages() {
    return log.newest(EVERYBODY, 10_000).stream()
        .map(LogEntry::message)
        .map(ByteString::toString)
        .collect(Collectors.joining(", "));
  }
}
