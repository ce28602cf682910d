package dev.pmxcfs.cluster.status;

import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.ProcessGroup;
import dev.pmxcfs.cluster.group.SendFailureHandler;
import dev.pmxcfs.cluster.group.StateMachine;

/** The way from the application of the status group to its members. For the group's thread. */
interface StatusSender {

  /** As {@link ProcessGroup#self}. */
  Member self();

  /**
   * Sends a frame.
   *
   * @return whether this node is a member; otherwise nothing is sent
   */
  boolean send(int subtype, byte[] body, SendFailureHandler failure);

  /** As {@link ProcessGroup#whenSent}. */
  void whenSent(Runnable action);

  static StatusSender of(StateMachine<?> machine, ProcessGroup group) {
    return new StatusSender() {

      @Override
      public Member self() {
        return group.self();
      }

      @Override
      public boolean send(int subtype, byte[] body, SendFailureHandler failure) {
        return machine.send(subtype, body, failure);
      }

      @Override
      public void whenSent(Runnable action) {
        group.whenSent(action);
      }
    };
  }
}
