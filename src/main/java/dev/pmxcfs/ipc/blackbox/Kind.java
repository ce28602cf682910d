package dev.pmxcfs.ipc.blackbox;

import java.util.Locale;

/** What an event is about. So many of each kind are kept, however many there are of another. */
public enum Kind {
  /** A client has connected, or a connection has ended. */
  CONNECTION,
  /** A client was refused, or something was ended or kept waiting in self-defence. */
  REFUSAL,
  /** Another version of a module serves, or none. */
  SWAP,
  /** A request took long. */
  SLOW,
  /** The configuration has changed. */
  CHANGE,
  /** Something has changed in the cluster: the quorum, who is there, a group's state. */
  GROUP;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** As it is printed. */
  public String word() {
    return word;
  }
}
