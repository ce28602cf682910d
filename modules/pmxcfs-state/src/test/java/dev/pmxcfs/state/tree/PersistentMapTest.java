package dev.pmxcfs.state.tree;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.Test;

public class PersistentMapTest {

  private static final int CHANGES = 4000;
  private static final int KEYS = 300;

  @Test
  public void agreesWithAModelAndLeavesEarlierMapsAsTheyWere() {
    for (long seed : new long[] {1, System.nanoTime()}) {
      assertAgreesWithAModel(seed);
    }
  }

  private static void assertAgreesWithAModel(long seed) {
    Random random = new Random(seed);
    PersistentMap<Integer, Integer> map = PersistentMap.empty();
    TreeMap<Integer, Integer> model = new TreeMap<>();
    PersistentMap<Integer, Integer> earlier = map;
    List<Integer> earlierValues = List.of();
    for (int i = 0; i < CHANGES; i++) {
      int key = random.nextInt(KEYS);
      if (random.nextInt(3) > 0) {
        map = map.with(key, i);
        model.put(key, i);
      } else {
        map = map.without(key);
        model.remove(key);
      }
      String about = "seed " + seed + ", change " + i;
      assertEquals(about, new ArrayList<>(model.values()), new ArrayList<>(map.values()));
      assertEquals(about, model.size(), map.size());
      assertEquals(about, Optional.ofNullable(model.get(key)), map.get(key));
      List<Integer> above = new ArrayList<>();
      map.valuesAbove(key).forEachRemaining(above::add);
      assertEquals(about, new ArrayList<>(model.tailMap(key, false).values()), above);
      assertEquals(about, someFrom(model, key), someFrom(map, key));
      assertEquals(about, earlierValues, new ArrayList<>(earlier.values()));
      if (random.nextInt(50) == 0) {
        earlier = map;
        earlierValues = List.copyOf(model.values());
      }
    }
  }

  private static final int SOME = 5;

  private static List<Integer> someFrom(TreeMap<Integer, Integer> model, int index) {
    return model.values().stream().skip(index).limit(SOME).toList();
  }

  private static List<Integer> someFrom(PersistentMap<Integer, Integer> map, int index) {
    List<Integer> visited = new ArrayList<>();
    map.visitFrom(
        index,
        (at, value) -> {
          assertEquals(index + visited.size(), at);
          visited.add(value);
          return visited.size() < SOME;
        });
    return visited;
  }

  @Test
  public void staysBalancedWhateverTheOrder() {
    int[] ascending = IntStream.range(0, 1000).toArray();
    int[] descending = IntStream.range(0, 1000).map(i -> 1000 - i).toArray();
    int[] inwards = IntStream.range(0, 1000).map(i -> i % 2 == 0 ? i : 2000 - i).toArray();
    for (int[] keys : new int[][] {ascending, descending, inwards}) {
      PersistentMap<Key, Integer> map = PersistentMap.empty();
      for (int i = 0; i < keys.length; i++) {
        map = map.with(new Key(keys[i]), i);
        assertBalancedNowAndThen("key " + i + " added", i, map);
      }
      for (int i = 0; i < keys.length; i++) {
        map = map.without(new Key(keys[i]));
        assertBalancedNowAndThen("key " + i + " removed", i, map);
      }
      assertTrue(map.isEmpty());
    }
  }

  private static void assertBalancedNowAndThen(
      String about, int i, PersistentMap<Key, Integer> map) {
    if (i < 40 || i > 960 || i % 37 == 0) {
      assertBalanced(about, map);
    }
  }

  @Test
  public void staysBalancedUnderRandomChanges() {
    for (long seed : new long[] {1, 2, System.nanoTime()}) {
      Random random = new Random(seed);
      PersistentMap<Key, Integer> map = PersistentMap.empty();
      for (int i = 0; i < CHANGES; i++) {
        Key key = new Key(random.nextInt(60));
        map = random.nextBoolean() ? map.with(key, i) : map.without(key);
        assertBalanced("seed " + seed + ", change " + i, map);
      }
    }
  }

  /** A turn costs nodes, so where neither side is too high there is none. */
  @Test
  public void nothingIsTurnedThatIsBalanced() {
    PersistentMap<Key, Integer> two = PersistentMap.<Key, Integer>empty().with(new Key(5), 5);
    assertEquals(List.of(2, 1), depths(two.with(new Key(4), 4)));
    assertEquals(List.of(1, 2), depths(two.with(new Key(6), 6)));
  }

  /** A key that counts how often it is compared with others: how deep in the tree it is. */
  private static final class Key implements Comparable<Key> {

    private final int number;
    private int compared;

    Key(int number) {
      this.number = number;
    }

    @Override
    public int compareTo(Key other) {
      compared++;
      return Integer.compare(number, other.number);
    }
  }

  /** How deep the entries are, in the order of their keys; the root is at depth 1. */
  private static List<Integer> depths(PersistentMap<Key, Integer> map) {
    List<Integer> depths = new ArrayList<>();
    for (int number = 0; depths.size() < map.size(); number++) {
      Key key = new Key(number);
      if (map.get(key).isPresent()) {
        depths.add(key.compared);
      }
    }
    return depths;
  }

  private static void assertBalanced(String about, PersistentMap<Key, Integer> map) {
    height(about, depths(map), 1);
  }

  /** The height of what is in a list of depths, whose least is that of the root of it all. */
  private static int height(String about, List<Integer> depths, int depth) {
    if (depths.isEmpty()) {
      return 0;
    }
    int root = depths.indexOf(depth);
    int left = height(about, depths.subList(0, root), depth + 1);
    int right = height(about, depths.subList(root + 1, depths.size()), depth + 1);
    assertTrue(about + ": " + left + " beside " + right, Math.abs(left - right) <= 1);
    return 1 + Math.max(left, right);
  }
}
