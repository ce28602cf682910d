package dev.pmxcfs.state.tree;

import dev.pmxcfs.api.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One difference between two trees.
 *
 * @param kind what makes the second tree of the first
 * @param path of a file, or of a directory and then with a slash at its end; canonical otherwise
 */
public record TreeDifference(Kind kind, ByteString path) {

  /** What happens at the path. */
  public enum Kind {
    CREATE,
    CHANGE,
    DELETE
  }

  /**
   * All differences in names and contents; directories come before what is created in them, and
   * behind what is deleted in them.
   */
  public static List<TreeDifference> between(ConfigTree before, ConfigTree after) {
    List<TreeDifference> differences = new ArrayList<>();
    compare("", before.root(), after.root(), differences);
    return differences;
  }

  private static void compare(
      String path, Directory before, Directory after, Collection<TreeDifference> differences) {
    if (before == after) {
      return;
    }
    for (TreeEntry old : before.children()) {
      Optional<TreeEntry> now = after.child(old.attributes().name());
      if (now.isEmpty() || now.get() instanceof Directory != old instanceof Directory) {
        addDeleted(path, old, differences);
      }
    }
    for (TreeEntry now : after.children()) {
      Optional<TreeEntry> old = before.child(now.attributes().name());
      if (old.isEmpty() || old.get() instanceof Directory != now instanceof Directory) {
        addCreated(path, now, differences);
      } else if (now instanceof Directory directory) {
        compare(pathOf(path, now), (Directory) old.get(), directory, differences);
      } else if (!hasContentsOf((RegularFile) old.get(), (RegularFile) now)) {
        differences.add(of(Kind.CHANGE, pathOf(path, now)));
      }
    }
  }

  private static boolean hasContentsOf(RegularFile old, RegularFile now) {
    return Arrays.equals(old.data(), now.data());
  }

  private static void addDeleted(
      String path, TreeEntry entry, Collection<TreeDifference> differences) {
    String at = pathOf(path, entry);
    if (entry instanceof Directory directory) {
      directory.children().forEach(child -> addDeleted(at, child, differences));
    }
    differences.add(of(Kind.DELETE, at));
  }

  private static void addCreated(
      String path, TreeEntry entry, Collection<TreeDifference> differences) {
    String at = pathOf(path, entry);
    differences.add(of(Kind.CREATE, at));
    if (entry instanceof Directory directory) {
      directory.children().forEach(child -> addCreated(at, child, differences));
    }
  }

  private static String pathOf(String directory, TreeEntry entry) {
    String path = directory + entry.attributes().name().toLatin1();
    return entry instanceof Directory ? path + "/" : path;
  }

  private static TreeDifference of(Kind kind, String path) {
    return new TreeDifference(kind, ByteString.ofLatin1(path));
  }
}
