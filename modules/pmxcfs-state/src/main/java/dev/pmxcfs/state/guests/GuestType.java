package dev.pmxcfs.state.guests;

import dev.pmxcfs.api.ByteString;
import java.util.Arrays;
import java.util.Optional;

/**
 * What kind of guest a configuration file describes, by the directory it is in (operations, section
 * 5.2).
 */
public enum GuestType {
  QEMU("qemu-server", "qemu"),
  LXC("lxc", "lxc"),
  OPENVZ("openvz", "openvz");

  private final ByteString directory;
  private final ByteString label;

  GuestType(String directory, String label) {
    this.directory = ByteString.of(directory);
    this.label = ByteString.of(label);
  }

  /** The name of the directory below the node's. */
  public ByteString directory() {
    return directory;
  }

  /** The type's name in the guest list. */
  public ByteString label() {
    return label;
  }

  /** The type of the guests in a directory, if it is one for guests. */
  public static Optional<GuestType> ofDirectory(ByteString name) {
    return Arrays.stream(values()).filter(type -> type.directory.equals(name)).findFirst();
  }
}
