package dev.pmxcfs.ipc.server;

import dev.pmxcfs.state.nodes.NodeStatus;
import dev.pmxcfs.state.nodes.QuorumFollower;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log why changes are refused while this node is not among the majority. */
final class QuorumLog implements QuorumFollower {

  private final Logger log;

  QuorumLog() {
    this(LoggerFactory.getLogger(QuorumLog.class));
  }

  QuorumLog(Logger log) {
    this.log = log;
  }

  /** Says it from now on, if need be at once. */
  void follow(NodeStatus status) {
    if (!status.follow(this)) {
      quorumChanged(false);
    }
  }

  @Override
  public void quorumChanged(boolean isQuorate) {
    if (isQuorate) {
      log.info("this node is among a majority of its cluster: the configuration can be changed");
    } else {
      log.warn(
          "this node is not among a majority of its cluster (no quorum): changes of the configuration"
              + " are refused with EACCES, to root too, until enough nodes are back");
    }
  }
}
