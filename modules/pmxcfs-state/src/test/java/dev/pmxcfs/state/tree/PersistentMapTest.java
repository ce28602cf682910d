package dev.pmxcfs.state.tree;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.Test;

public class PersistentMapTest {

  private static final int CHANGES = 4000;
  private static final int KEYS = 300;

  @Test
  public void agreesWithAModelAndLeavesEarlierMapsAsTheyWere() {
    long seed = System.nanoTime();
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
      assertEquals(about, earlierValues, new ArrayList<>(earlier.values()));
      if (random.nextInt(50) == 0) {
        earlier = map;
        earlierValues = List.copyOf(model.values());
      }
    }
  }

  /** A tree that degenerates to a list overflows the stack here. */
  @Test
  public void staysBalancedWhateverTheOrder() {
    PersistentMap<Integer, Integer> map = PersistentMap.empty();
    for (int i = 0; i < 100_000; i++) {
      map = map.with(i, i);
    }
    for (int i = 0; i < 100_000; i++) {
      assertEquals(Optional.of(i), map.get(i));
      map = map.without(i);
    }
    assertTrue(map.isEmpty());
  }
}
