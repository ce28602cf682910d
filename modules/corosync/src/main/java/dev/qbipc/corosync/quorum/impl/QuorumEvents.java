package dev.qbipc.corosync.quorum.impl;

import dev.qbipc.corosync.impl.transport.CurrentState;
import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.quorum.QuorumNodes;
import dev.qbipc.corosync.quorum.QuorumState;
import dev.qbipc.corosync.quorum.impl.wire.Model0Event;
import dev.qbipc.corosync.quorum.impl.wire.NodesEvent;
import dev.qbipc.corosync.quorum.impl.wire.StateEvent;
import io.vertx.core.Handler;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What corosync tells one connection, of either model. Belongs to the connection's context;
 * handlers are set on any thread.
 */
final class QuorumEvents implements Handler<Incoming> {

  private final CurrentState<QuorumState> current;
  private volatile Handler<QuorumState> handler;
  private volatile Handler<QuorumNodes> nodesHandler;
  private volatile boolean tracking;

  /** The nodes of the last state of model 0; null before the first. */
  private List<Integer> known;

  QuorumEvents(CurrentState<QuorumState> current) {
    this.current = current;
  }

  void onState(Handler<QuorumState> handler) {
    this.handler = handler;
  }

  void onNodes(Handler<QuorumNodes> handler) {
    nodesHandler = handler;
  }

  /** Whether handlers are called from now on. Any thread may call it. */
  void track(boolean tracking) {
    this.tracking = tracking;
  }

  @Override
  public void handle(Incoming event) {
    switch (event.id()) {
      case NodesEvent.ID -> nodes(NodesEvent.read(event));
      case StateEvent.ID -> state(StateEvent.read(event));
      case Model0Event.ID -> {
        QuorumState state = Model0Event.read(event);
        nodes(concluded(state));
        state(state);
      }
      default -> {
        // Of a later version: it is for those who know it.
      }
    }
  }

  private void state(QuorumState state) {
    // Who has asked may begin to track when told: that is for the next state.
    Handler<QuorumState> told = tracking ? handler : null;
    current.told(state);
    if (told != null) {
      told.handle(state);
    }
  }

  private void nodes(QuorumNodes nodes) {
    Handler<QuorumNodes> told = tracking ? nodesHandler : null;
    if (told != null) {
      told.handle(nodes);
    }
  }

  /** What model 1 would have told before the state. */
  private QuorumNodes concluded(QuorumState state) {
    List<Integer> now = state.nodeIds();
    List<Integer> before = known == null ? now : known;
    known = now;
    return new QuorumNodes(state.ring(), now, without(now, before), without(before, now));
  }

  private static List<Integer> without(List<Integer> nodeIds, List<Integer> others) {
    Set<Integer> excluded = new HashSet<>(others);
    return nodeIds.stream().filter(nodeId -> !excluded.contains(nodeId)).toList();
  }
}
