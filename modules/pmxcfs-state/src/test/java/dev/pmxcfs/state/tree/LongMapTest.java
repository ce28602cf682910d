package dev.pmxcfs.state.tree;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.Test;

public class LongMapTest {

  private static final int CHANGES = 20_000;

  /** Dense ones, ones with the same low bits, and any. */
  private static long key(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(100);
      case 1 -> (long) random.nextInt(100) << 57;
      case 2 -> (long) random.nextInt(8) << 30 | random.nextInt(8);
      default -> new Random(random.nextInt(100)).nextLong();
    };
  }

  private static void assertHas(String about, Map<Long, Integer> model, LongMap<Integer> map) {
    model.forEach((key, value) -> assertEquals(about, value, map.find(key)));
    assertEquals(about, model.isEmpty(), map.isEmpty());
  }

  private static void assertAgreesWithAModel(long seed) {
    Random random = new Random(seed);
    LongMap<Integer> map = LongMap.empty();
    Map<Long, Integer> model = new HashMap<>();
    LongMap<Integer> earlier = map;
    Map<Long, Integer> earlierModel = Map.of();
    for (int i = 0; i < CHANGES; i++) {
      String about = "seed " + seed + ", change " + i;
      long key = key(random);
      // it grows, and becomes small again
      if (random.nextInt(10) < (i % 2000 < 1000 ? 7 : 2)) {
        map = map.with(key, i);
        model.put(key, i);
      } else {
        map = map.without(key);
        model.remove(key);
      }
      assertEquals(about, model.get(key), map.find(key));
      long other = key(random);
      assertEquals(about, model.get(other), map.find(other));
      if (random.nextInt(500) == 0) {
        assertHas(about, model, map);
        assertHas(about, earlierModel, earlier);
        earlier = map;
        earlierModel = Map.copyOf(model);
      }
    }
    for (long key : model.keySet()) {
      map = map.without(key);
      assertNull(map.find(key));
    }
    assertTrue(map.isEmpty());
  }

  @Test
  public void agreesWithAModelAndLeavesEarlierMapsAsTheyWere() {
    assertAgreesWithAModel(1);
    assertAgreesWithAModel(System.nanoTime());
  }

  @Test
  public void withoutANumberThatIsNotThereItIsTheSame() {
    LongMap<String> map = LongMap.<String>empty().with(1, "one").with(33, "same low bits");
    assertSame(map, map.without(65));
    assertNull(map.find(65));
    assertEquals("one", map.without(33).find(1));
  }

  @Test
  public void numbersMayBeAny() {
    LongMap<String> map = LongMap.empty();
    long[] keys = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32};
    for (long key : keys) {
      map = map.with(key, Long.toString(key));
    }
    for (long key : keys) {
      assertEquals(Long.toString(key), map.find(key));
    }
  }
}
