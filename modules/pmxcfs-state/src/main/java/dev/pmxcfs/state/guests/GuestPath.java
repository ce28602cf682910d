package dev.pmxcfs.state.guests;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.ConfigPath;
import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a guest's configuration file is: {@code nodes/<node>/<directory>/<vmid>.conf} (operations,
 * section 5.2).
 *
 * @param node letters, digits and inner hyphens
 * @param type by the directory
 * @param vmid 1 to 4294967295
 */
public record GuestPath(ByteString node, GuestType type, long vmid) {

  private static final Pattern NODE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?");
  private static final Pattern FILE = Pattern.compile("([1-9][0-9]{0,9})\\.conf");
  private static final long MAX_VMID = 0xFFFF_FFFFL;

  /** The guest whose configuration a path is, whether or not something is there. */
  public static Optional<GuestPath> of(ConfigPath path) {
    Iterator<ByteString> names = path.iterator();
    if (!names.hasNext() || !names.next().equals(ConfigPath.NODES) || !names.hasNext()) {
      return Optional.empty();
    }
    ByteString node = names.next();
    if (!isNodeName(node) || !names.hasNext()) {
      return Optional.empty();
    }
    Optional<GuestType> type = GuestType.ofDirectory(names.next());
    if (type.isEmpty() || !names.hasNext()) {
      return Optional.empty();
    }
    Optional<Long> vmid = vmid(names.next());
    return vmid.filter(id -> !names.hasNext()).map(id -> new GuestPath(node, type.get(), id));
  }

  /** Where the configuration file is in the tree. */
  public ConfigPath toConfigPath() {
    return ConfigPath.of(
        "nodes/" + node.toLatin1() + "/" + type.directory().toLatin1() + "/" + vmid + ".conf");
  }

  /** Whether a node may have guests under this name. */
  public static boolean isNodeName(ByteString name) {
    return NODE.matcher(name.toLatin1()).matches();
  }

  /**
   * The VMID that a configuration file's name holds. {@code 0101.conf} and {@code 102.conf.tmp} are
   * not names of guests.
   */
  public static Optional<Long> vmid(ByteString fileName) {
    Matcher matcher = FILE.matcher(fileName.toLatin1());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(Long.parseLong(matcher.group(1))).filter(vmid -> vmid <= MAX_VMID);
  }

  @Override
  public String toString() {
    return "nodes/" + node + "/" + type.directory() + "/" + vmid + ".conf";
  }
}
