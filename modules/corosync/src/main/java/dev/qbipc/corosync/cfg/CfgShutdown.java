package dev.qbipc.corosync.cfg;

/** How corosync is to be ended. */
public enum CfgShutdown {
  /** It goes on if somebody says no. */
  REQUEST(0),
  /** Those who have a say are told, and then it ends, whatever they say. */
  REGARDLESS(1),
  /** It ends at once, and nobody is told. */
  IMMEDIATE(2);

  private final int number;

  CfgShutdown(int number) {
    this.number = number;
  }

  /** {@return the number on the wire (corosync, section 6)} */
  public int number() {
    return number;
  }
}
