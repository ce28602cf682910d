package dev.qbipc.corosync.votequorum.impl;

import dev.qbipc.corosync.impl.transport.CurrentState;
import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.votequorum.VotequorumExpectedVotes;
import dev.qbipc.corosync.votequorum.VotequorumNodes;
import dev.qbipc.corosync.votequorum.VotequorumState;
import dev.qbipc.corosync.votequorum.impl.wire.ExpectedVotesEvent;
import dev.qbipc.corosync.votequorum.impl.wire.NodesEvent;
import dev.qbipc.corosync.votequorum.impl.wire.StateEvent;
import io.vertx.core.Handler;

/**
 * What corosync tells one connection. Belongs to the connection's context; handlers are set on any
 * thread.
 */
final class VotequorumEvents implements Handler<Incoming> {

  /** Of the states that are asked for, by which they are told from those of a tracking. */
  static final long ASKED = 0x716269702d61736bL;

  private final CurrentState<VotequorumState> current;
  private volatile Handler<VotequorumState> handler;
  private volatile Handler<VotequorumNodes> nodesHandler;
  private volatile Handler<VotequorumExpectedVotes> expectedVotesHandler;
  private volatile boolean tracking;

  VotequorumEvents(CurrentState<VotequorumState> current) {
    this.current = current;
  }

  void onState(Handler<VotequorumState> handler) {
    this.handler = handler;
  }

  void onNodes(Handler<VotequorumNodes> handler) {
    nodesHandler = handler;
  }

  void onExpectedVotes(Handler<VotequorumExpectedVotes> handler) {
    expectedVotesHandler = handler;
  }

  /** Whether handlers are called from now on. Any thread may call it. */
  void track(boolean tracking) {
    this.tracking = tracking;
  }

  @Override
  public void handle(Incoming event) {
    switch (event.id()) {
      case StateEvent.ID -> {
        VotequorumState state = StateEvent.read(event);
        if (state.context() == ASKED) {
          current.told(new VotequorumState(0, state.quorate(), state.nodes()));
        } else {
          tell(handler, state);
        }
      }
      case NodesEvent.ID -> {
        VotequorumNodes nodes = NodesEvent.read(event);
        if (nodes.context() != ASKED) {
          tell(nodesHandler, nodes);
        }
      }
      case ExpectedVotesEvent.ID -> tell(expectedVotesHandler, ExpectedVotesEvent.read(event));
      default -> {
        // Of a later version: it is for those who know it.
      }
    }
  }

  private <T> void tell(Handler<T> handler, T event) {
    if (tracking && handler != null) {
      handler.handle(event);
    }
  }
}
