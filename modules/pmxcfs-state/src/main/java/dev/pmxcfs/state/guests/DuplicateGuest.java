package dev.pmxcfs.state.guests;

/**
 * Two configuration files that claim the same VMID.
 *
 * @param first the one that was created first
 * @param second the other one
 */
public record DuplicateGuest(GuestPath first, GuestPath second) {

  @Override
  public String toString() {
    return "duplicate VMID " + first.vmid() + ": " + first + " and " + second;
  }
}
