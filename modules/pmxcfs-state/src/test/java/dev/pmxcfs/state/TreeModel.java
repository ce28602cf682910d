package dev.pmxcfs.state;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of the tree once more, over maps of whole paths: what changes give, and the errors they
 * end in. Paths are canonical.
 */
final class TreeModel {

  private static final Pattern GUEST =
      Pattern.compile("nodes/([a-z0-9]+)/(qemu-server|lxc)/([1-9]\\d*)\\.conf");

  /** By path: a file's contents, or null for a directory. */
  private final TreeMap<String, String> entries = new TreeMap<>();

  Map<String, String> entries() {
    return entries;
  }

  /** As {@link OpenedState#guests}, without versions. */
  String guests() {
    TreeMap<Long, String> guests = new TreeMap<>();
    entries.forEach(
        (path, contents) -> {
          Matcher guest = GUEST.matcher(path);
          if (contents != null && guest.matches()) {
            String type = guest.group(2).equals("lxc") ? "lxc" : "qemu";
            guests.put(
                Long.parseLong(guest.group(3)), guest.group(3) + ":" + guest.group(1) + "/" + type);
          }
        });
    return String.join(" ", guests.values());
  }

  /** Makes a directory; the error's name, or null. */
  String makeDirectory(String path) {
    String error = parentError(path);
    if (error != null) {
      return error;
    }
    if (entries.containsKey(path)) {
      return "EEXIST";
    }
    entries.put(path, null);
    return null;
  }

  String create(String path) {
    String error = parentError(path);
    if (error != null) {
      return error;
    }
    if (isVmidTaken(path)) {
      return "EEXIST";
    }
    if (entries.containsKey(path)) {
      return isDirectory(path) ? "ENOTDIR" : "EEXIST";
    }
    entries.put(path, "");
    return null;
  }

  String write(String path, int offset, String data, boolean truncate) {
    String error = parentError(path);
    if (error != null) {
      return error;
    }
    if (isVmidTaken(path)) {
      return "EEXIST";
    }
    if (!entries.containsKey(path)) {
      return "ENOENT";
    }
    if (isDirectory(path)) {
      return "ENOTDIR";
    }
    String old = entries.get(path);
    StringBuilder contents = new StringBuilder(old);
    while (contents.length() < offset + data.length()) {
      contents.append('\0');
    }
    contents.replace(offset, offset + data.length(), data);
    if (truncate) {
      contents.setLength(offset + data.length());
    }
    entries.put(path, contents.toString());
    return null;
  }

  String setMtime(String path) {
    String error = parentError(path);
    return error != null ? error : entries.containsKey(path) ? null : "ENOENT";
  }

  String delete(String path) {
    if (!entries.containsKey(path)) {
      return "ENOENT";
    }
    if (hasChildren(path)) {
      return "ENOTEMPTY";
    }
    entries.remove(path);
    return null;
  }

  String rename(String from, String to) {
    if (!entries.containsKey(from)) {
      return "ENOENT";
    }
    boolean sameGuest = vmid(from) != null && vmid(from).equals(vmid(to));
    if (!isDirectory(from) && isVmidTaken(to) && !sameGuest) {
      return "EEXIST";
    }
    String error = parentError(to);
    if (error != null) {
      return error;
    }
    if (hasChildren(to) || hasChildren(from)) {
      return "ENOTEMPTY";
    }
    if (to.startsWith(from + "/")) {
      return "EINVAL";
    }
    String contents = entries.remove(from);
    entries.put(to, contents);
    return null;
  }

  private String parentError(String path) {
    int slash = path.lastIndexOf('/');
    if (slash < 0) {
      return null;
    }
    String parent = path.substring(0, slash);
    if (!entries.containsKey(parent)) {
      return "ENOENT";
    }
    return isDirectory(parent) ? null : "ENOTDIR";
  }

  private boolean isDirectory(String path) {
    return entries.containsKey(path) && entries.get(path) == null;
  }

  private boolean hasChildren(String path) {
    String next = entries.higherKey(path + "/");
    return next != null && next.startsWith(path + "/");
  }

  private boolean isVmidTaken(String path) {
    String vmid = vmid(path);
    return vmid != null
        && entries.entrySet().stream()
            .anyMatch(
                entry ->
                    entry.getValue() != null
                        && !entry.getKey().equals(path)
                        && vmid.equals(vmid(entry.getKey())));
  }

  private static String vmid(String path) {
    Matcher guest = GUEST.matcher(path);
    return guest.matches() ? guest.group(3) : null;
  }
}
