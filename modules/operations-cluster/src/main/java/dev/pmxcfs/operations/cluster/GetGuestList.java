package dev.pmxcfs.operations.cluster;

import dev.pmxcfs.api.Cluster;

/** GET_GUEST_LIST: all guests and their nodes (operations, section 4.3). */
final class GetGuestList extends ParameterlessOperation {

  /** The message id. */
  static final int ID = 3;

  GetGuestList(Cluster cluster) {
    super(cluster);
  }

  @Override
  byte[] answer() {
    return cluster().guestList();
  }
}
