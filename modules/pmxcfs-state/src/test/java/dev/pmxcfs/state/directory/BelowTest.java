package dev.pmxcfs.state.directory;

import static org.junit.Assert.assertEquals;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.Test;

/** What lies below a path, and not beside it. */
public class BelowTest {

  private final NavigableMap<String, Integer> all = new TreeMap<>();

  private List<String> below(String path) {
    for (String key : List.of("", "a", "a/", "a/b", "a/b/c", "a0", "a-", "a.b", "b")) {
      all.put(key, 1);
    }
    return List.copyOf(Below.path(all, path).keySet());
  }

  @Test
  public void belowTheRootIsAllButTheRoot() {
    assertEquals(List.of("a", "a-", "a.b", "a/", "a/b", "a/b/c", "a0", "b"), below(""));
  }

  @Test
  public void namesThatBeginAlikeAreNotBelow() {
    assertEquals(List.of("a/", "a/b", "a/b/c"), below("a"));
    assertEquals(List.of("a/b/c"), below("a/b"));
    assertEquals(List.of(), below("b"));
  }

  @Test
  public void whatIsTakenFromItIsTakenFromAll() {
    below("");
    Below.path(all, "a").clear();
    assertEquals(List.of("", "a", "a-", "a.b", "a0", "b"), List.copyOf(all.keySet()));
  }
}
