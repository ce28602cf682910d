package dev.pmxcfs.state.guests;

/** Two configuration files claim the same VMID. */
public class DuplicateGuestException extends Exception {

  private static final long serialVersionUID = 1;

  DuplicateGuestException(DuplicateGuest duplicate) {
    super(duplicate.toString());
  }
}
