package dev.qbipc.corosync.cpg.impl.wire;

/** A fragment's place in its message (corosync, section 2.3). */
public enum FragmentType {
  /** None that corosync has. */
  UNKNOWN(0),
  FIRST(1),
  CONTINUED(2),
  LAST(3);

  private final int number;

  FragmentType(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  static FragmentType of(int number) {
    return number >= FIRST.number && number <= LAST.number ? values()[number] : UNKNOWN;
  }
}
