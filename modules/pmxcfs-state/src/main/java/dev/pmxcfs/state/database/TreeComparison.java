package dev.pmxcfs.state.database;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Finds where two trees differ. */
final class TreeComparison {

  private TreeComparison() {}

  /** A directory of both trees. */
  private record Pair(String path, Directory one, Directory other) {}

  /** The path of one entry that is not the same in both trees; nothing if all are. */
  static Optional<String> difference(ConfigTree one, ConfigTree other) {
    Deque<Pair> pairs = new ArrayDeque<>();
    pairs.add(new Pair("", one.root(), other.root()));
    while (!pairs.isEmpty()) {
      Pair pair = pairs.pop();
      Optional<String> found = difference(pair, pairs);
      if (found.isPresent()) {
        return found;
      }
    }
    // last, since it is changed by all that changes something else
    boolean isSame = one.root().attributes().equals(other.root().attributes());
    return isSame ? Optional.empty() : Optional.of("the global version");
  }

  private static Optional<String> difference(Pair pair, Deque<Pair> pairs) {
    for (TreeEntry entry : pair.one().children()) {
      ByteString name = entry.attributes().name();
      String path = pair.path() + "/" + name;
      TreeEntry counterpart = pair.other().child(name).orElse(null);
      if (counterpart == null || !entry.isSameAlone(counterpart)) {
        return Optional.of(path);
      }
      if (entry instanceof Directory directory) {
        pairs.push(new Pair(path, directory, (Directory) counterpart));
      }
    }
    return pair.other().children().stream()
        .map(entry -> entry.attributes().name())
        .filter(name -> pair.one().child(name).isEmpty())
        .findFirst()
        .map(name -> pair.path() + "/" + name);
  }
}
