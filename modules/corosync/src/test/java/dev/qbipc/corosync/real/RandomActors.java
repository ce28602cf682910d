package dev.qbipc.corosync.real;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.cpg.CpgAddress;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgOptions;
import dev.qbipc.corosync.fake.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Members of a group that come, go, send and die at random, and so do the nodes that they are on:
 * all but the first, whose corosync and network stay as they are.
 */
final class RandomActors {

  private static final int FIRST = 1;
  private static final int MOST_ON_A_NODE = 4;
  private static final int FIRST_PID = 1000;

  /** A member, on either library. */
  private record Actor(CpgAddress address, Runnable leave, Runnable die, Consumer<int[]> send) {}

  private final Vertx vertx;
  private final RealCluster cluster;
  private final String group;
  private final Random random;
  private final List<Actor> actors = new ArrayList<>();
  private final Set<Integer> down = new HashSet<>();
  private final Set<Integer> apart = new HashSet<>();
  private int joined;

  RandomActors(Vertx vertx, RealCluster cluster, String group, Random random) {
    this.vertx = vertx;
    this.cluster = cluster;
    this.group = group;
    this.random = random;
  }

  /**
   * Does one thing.
   *
   * @param watcher a member on the first node, by which to see that others have noticed
   */
  void act(Member watcher) {
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> join();
      case 3 -> one(actor -> actor.leave.run());
      case 4 -> one(actor -> actor.die.run());
      case 5, 6, 7, 8 -> send();
      case 9 -> changeNode();
      case 10 -> changeNetwork();
      default -> awaitNoticed(watcher);
    }
  }

  private int node() {
    return 1 + random.nextInt(cluster.size());
  }

  private int otherNode() {
    return FIRST + 1 + random.nextInt(cluster.size() - 1);
  }

  private void join() {
    int node = node();
    if (!down.contains(node)
        && actors.stream().filter(actor -> actor.address.nodeId() == node).count()
            < MOST_ON_A_NODE) {
      actors.add(random.nextBoolean() ? ours(node) : libcpgs(node));
    }
  }

  private Actor ours(int node) {
    CpgGroup member =
        Corosync.create(vertx, cluster.node(node).options())
            .group(group, new CpgOptions().setPid(FIRST_PID + joined++));
    Waiting.value(member.join());
    return new Actor(
        member.self().orElseThrow(),
        () -> Waiting.value(member.leave()),
        () -> Waiting.value(member.close()),
        // It may be interrupted, or its node may go.
        parts -> {
          for (int i = 0; i < parts[0]; i++) {
            member.multicast(Buffer.buffer(new byte[parts[1] * parts[2]]));
          }
        });
  }

  private Actor libcpgs(int node) {
    var member = LibcpgMember.join(cluster, node, group);
    return new Actor(
        member.address(),
        member::leave,
        member::kill,
        parts -> member.send(parts[0], parts[1], parts[2]));
  }

  private void one(Consumer<Actor> action) {
    if (!actors.isEmpty()) {
      action.accept(actors.remove(random.nextInt(actors.size())));
    }
  }

  private void send() {
    if (!actors.isEmpty()) {
      Actor actor = actors.get(random.nextInt(actors.size()));
      boolean large = random.nextInt(4) == 0;
      actor.send.accept(
          large
              ? new int[] {1 + random.nextInt(2), 4, 300_000 + random.nextInt(100_000)}
              : new int[] {1 + random.nextInt(50), 1, random.nextInt(5_000)});
    }
  }

  private void changeNode() {
    int node = otherNode();
    if (down.remove(node)) {
      start(node);
      return;
    }
    down.add(node);
    if (random.nextBoolean()) {
      cluster.node(node).kill();
    } else {
      cluster.node(node).stop();
    }
    actors.stream().filter(actor -> actor.address.nodeId() == node).forEach(a -> a.die.run());
    actors.removeIf(actor -> actor.address.nodeId() == node);
  }

  private void start(int node) {
    cluster.node(node).startOnly();
    var corosync = Corosync.create(vertx, cluster.node(node).options());
    Waiting.value(corosync.cpg().compose(cpg -> cpg.close()));
  }

  private void changeNetwork() {
    int node = otherNode();
    if (apart.remove(node)) {
      cluster.plug(node);
    } else {
      apart.add(node);
      cluster.pull(node);
    }
  }

  /** Waits until the first node sees the members of no node that is away. */
  private void awaitNoticed(Member watcher) {
    Waiting.until(
        () ->
            watcher.group().members().stream()
                .noneMatch(
                    member -> down.contains(member.nodeId()) || apart.contains(member.nodeId())),
        "that nodes are away is noticed");
  }

  /** Brings all nodes back, and ends all members. */
  void end() {
    apart.forEach(cluster::plug);
    apart.clear();
    down.forEach(this::start);
    down.clear();
    for (int node = 1; node <= cluster.size(); node++) {
      cluster.node(node).awaitNodes(cluster.size());
    }
    actors.forEach(actor -> actor.die.run());
    actors.clear();
  }
}
