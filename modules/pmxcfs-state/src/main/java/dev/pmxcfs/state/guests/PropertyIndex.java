package dev.pmxcfs.state.guests;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.PersistentMap;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The properties of all guests, to be found by name: a name that no guest has costs one search,
 * however many guests there are. An index never changes; when a guest changes, a new one is made,
 * for which that guest's file alone is read.
 *
 * <p>It holds no contents but where they are in the tree's files, in some 80 bytes for each line
 * with a property. Files with which it would have more than {@link #MAX_LINES} are not in it, and
 * are searched for each request.
 */
public final class PropertyIndex {

  /** Ten thousand guests with fifty properties each; 40 MiB. */
  static final int MAX_LINES = 512 * 1024;

  private final int maxLines;
  private final GuestList guests;
  private final PersistentMap<Long, Indexed> files;
  private final PersistentMap<PropertyLine, PropertyLine> lines;
  private final List<Indexed> searched;

  /**
   * A guest's file.
   *
   * @param isSearched whether there was no room for its lines
   */
  private record Indexed(Guest guest, byte[] config, boolean isSearched) {

    long vmid() {
      return guest.path().vmid();
    }
  }

  private PropertyIndex(
      int maxLines,
      GuestList guests,
      PersistentMap<Long, Indexed> files,
      PersistentMap<PropertyLine, PropertyLine> lines) {
    this.maxLines = maxLines;
    this.guests = guests;
    this.files = files;
    this.lines = lines;
    this.searched = files.values().stream().filter(Indexed::isSearched).toList();
  }

  /** The index of no guests. */
  public static PropertyIndex empty() {
    return empty(MAX_LINES);
  }

  static PropertyIndex empty(int maxLines) {
    return new PropertyIndex(
        maxLines, GuestList.EMPTY, PersistentMap.empty(), PersistentMap.empty());
  }

  /** Whose properties these are. */
  public GuestList guests() {
    return guests;
  }

  /**
   * The index of a list of guests, made of this one.
   *
   * @param tree where their files are
   */
  public PropertyIndex updated(ConfigTree tree, GuestList now) {
    var change = new Change();
    Iterator<Indexed> before = files.values().iterator();
    Indexed at = next(before);
    for (Guest guest : now.guests()) {
      while (at != null && at.vmid() < guest.path().vmid()) {
        change.remove(at);
        at = next(before);
      }
      boolean isKnown = at != null && at.guest().equals(guest);
      if (!isKnown) {
        change.added.add(guest);
      }
      if (at != null && at.vmid() == guest.path().vmid()) {
        if (!isKnown) {
          change.remove(at);
        }
        at = next(before);
      }
    }
    for (; at != null; at = next(before)) {
      change.remove(at);
    }
    change.added.forEach(guest -> change.add(guest, tree));
    return new PropertyIndex(maxLines, now, change.files, change.lines);
  }

  private static Indexed next(Iterator<Indexed> files) {
    return files.hasNext() ? files.next() : null;
  }

  /** What becomes of the index. Files are removed before others are added, which need the room. */
  private final class Change {

    private final List<Guest> added = new ArrayList<>();
    private PersistentMap<Long, Indexed> files = PropertyIndex.this.files;
    private PersistentMap<PropertyLine, PropertyLine> lines = PropertyIndex.this.lines;
    private int count;

    private void remove(Indexed file) {
      files = files.without(file.vmid());
      if (!file.isSearched()) {
        PropertyLine.forEach(file.vmid(), file.config(), line -> lines = lines.without(line));
      }
    }

    private void add(Guest guest, ConfigTree tree) {
      long vmid = guest.path().vmid();
      byte[] config = tree.file(guest.path().toConfigPath()).orElse(new byte[0]);
      count = lines.size();
      PropertyLine.forEach(vmid, config, line -> count++);
      boolean isSearched = count > maxLines;
      files = files.with(vmid, new Indexed(guest, config, isSearched));
      if (!isSearched) {
        PropertyLine.forEach(vmid, config, line -> lines = lines.with(line, line));
      }
    }
  }

  /** How many lines it has. */
  int size() {
    return lines.size();
  }

  /** Whether a guest has a property of this name, or may have one. */
  public boolean mayHave(ByteString name) {
    PropertyLine beginning = PropertyLine.beginning(name);
    Iterator<PropertyLine> behind = lines.valuesAbove(beginning);
    return !searched.isEmpty() || behind.hasNext() && behind.next().holds(beginning);
  }

  /** Takes values that guests have. */
  @FunctionalInterface
  public interface Found {

    /**
     * @param name the index of the property's name
     */
    void accept(long vmid, int name, PropertyValue value);
  }

  /**
   * Hands over all values of some properties, in any order. Of several that one guest has under one
   * name, the last in its file counts.
   */
  public void valuesOf(List<ByteString> names, Found found) {
    for (int i = 0; i < names.size(); i++) {
      PropertyLine beginning = PropertyLine.beginning(names.get(i));
      Iterator<PropertyLine> behind = lines.valuesAbove(beginning);
      while (behind.hasNext()) {
        PropertyLine line = behind.next();
        if (!line.holds(beginning)) {
          break;
        }
        found.accept(line.vmid(), i, line.valueOf(names.get(i)));
      }
    }
    PropertyScan scan = new PropertyScan(names);
    for (Indexed file : searched) {
      scan.valuesIn(file.config(), (name, value) -> found.accept(file.vmid(), name, value));
    }
  }
}
