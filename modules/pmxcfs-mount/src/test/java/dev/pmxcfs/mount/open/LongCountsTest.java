package dev.pmxcfs.mount.open;

import static org.junit.Assert.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.Test;

public class LongCountsTest {

  private static final int CHANGES = 200_000;

  private final LongCounts counts = new LongCounts();
  private final Map<Long, Integer> model = new HashMap<>();

  private void increment(long key) {
    assertEquals(model.merge(key, 1, Integer::sum).intValue(), counts.increment(key));
  }

  private void decrement(long key) {
    Integer left = model.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    assertEquals(left == null ? 0 : left, counts.decrement(key));
  }

  private int sum() {
    return model.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Few enough that most changes meet another, and many enough that the table grows. */
  @Test
  public void agreesWithAModel() {
    for (long seed : new long[] {1, System.nanoTime()}) {
      Random random = new Random(seed);
      int range = 20;
      for (int i = 0; i < CHANGES; i++) {
        range = random.nextInt(CHANGES / 20) == 0 ? 1 + random.nextInt(2000) : range;
        long key = random.nextInt(range) * (random.nextBoolean() ? 1L : 1L << 58);
        if (!model.containsKey(key) || random.nextInt(3) == 0) {
          increment(key);
        } else {
          decrement(key);
        }
        long asked = random.nextInt(range);
        assertEquals("seed " + seed, model.getOrDefault(asked, 0).intValue(), counts.get(asked));
      }
      assertEquals("seed " + seed, sum(), counts.sum());
    }
    for (long key : model.keySet().toArray(Long[]::new)) {
      while (model.containsKey(key)) {
        decrement(key);
      }
    }
    assertEquals(0, counts.sum());
  }
}
