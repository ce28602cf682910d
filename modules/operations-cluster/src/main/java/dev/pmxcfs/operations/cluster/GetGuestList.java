package dev.pmxcfs.operations.cluster;

import dev.pmxcfs.state.ClusterState;

/** GET_GUEST_LIST: all guests and their nodes (operations, section 4.3). */
final class GetGuestList extends ParameterlessOperation {

  /** The message id. */
  static final int ID = 3;

  private final ClusterState state;

  GetGuestList(ClusterState state) {
    this.state = state;
  }

  @Override
  byte[] answer() {
    return state.guestList();
  }
}
