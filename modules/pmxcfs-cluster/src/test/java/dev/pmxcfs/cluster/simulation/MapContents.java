package dev.pmxcfs.cluster.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A map at one moment, with what tells it from another one, as a tree has it.
 *
 * @param version one more with each change
 * @param writer of the last change
 * @param mtime of the last change, in seconds since 1970
 */
public record MapContents(SortedMap<String, Entry> entries, long version, int writer, int mtime) {

  /** A value, and the change that it is of. */
  public record Entry(String value, long version, int writer, int mtime) {

    private String line(String name) {
      return name + " " + value + " " + version + " " + writer + " " + mtime;
    }
  }

  public MapContents with(String name, String value, int by, int at) {
    SortedMap<String, Entry> changed = new TreeMap<>(entries);
    changed.put(name, new Entry(value, version + 1, by, at));
    return new MapContents(changed, version + 1, by, at);
  }

  /** A line for all, and one for each entry. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(version + " " + writer + " " + mtime);
    entries.forEach((name, entry) -> lines.add(entry.line(name)));
    return lines;
  }

  public String text() {
    return String.join("\n", lines());
  }

  /**
   * What lines say, in any order of the entries.
   *
   * @throws IllegalArgumentException if they say nothing
   */
  static MapContents of(List<String> lines) {
    String[] all = words(lines.get(0), 3);
    SortedMap<String, Entry> entries = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] words = words(line, 5);
      entries.put(
          words[0],
          new Entry(
              words[1],
              Long.parseLong(words[2]),
              Integer.parseInt(words[3]),
              Integer.parseInt(words[4])));
    }
    return new MapContents(
        entries, Long.parseLong(all[0]), Integer.parseInt(all[1]), Integer.parseInt(all[2]));
  }

  private static String[] words(String line, int count) {
    String[] words = line.split(" ");
    if (words.length != count) {
      throw new IllegalArgumentException("not " + count + " words: " + line);
    }
    return words;
  }

  boolean isNewerThan(MapContents other) {
    int order = Long.compareUnsigned(version, other.version);
    return order > 0 || order == 0 && Integer.compareUnsigned(mtime, other.mtime) > 0;
  }
}
