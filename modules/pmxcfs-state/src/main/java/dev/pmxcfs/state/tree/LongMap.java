package dev.pmxcfs.state.tree;

import java.util.Arrays;

/**
 * A map from numbers that never changes, as {@link PersistentMap}: a change makes a new map that
 * shares most with the old one. To find something makes no object, not even of the number. A trie
 * of the numbers' bits, the lowest five first, whose branches have no empty places.
 *
 * @param <V> the values, never null
 */
public final class LongMap<V> {

  private static final LongMap<?> EMPTY = new LongMap<>(null);

  private static final int BITS = 5;
  private static final int MASK = (1 << BITS) - 1;

  /** A branch, a leaf, or null in the map without entries. */
  private final Object root;

  private LongMap(Object root) {
    this.root = root;
  }

  /** One entry. */
  private record Leaf(long key, Object value) {}

  /**
   * Several entries.
   *
   * @param present which of 32 places there are, by bits
   * @param places a branch or a leaf for each, in their order
   */
  private record Branch(int present, Object[] places) {

    /** A branch with what is in one place, or in two. */
    static Branch of(Leaf one, Leaf other, int shift) {
      int bit = bit(one.key, shift);
      int otherBit = bit(other.key, shift);
      if (bit == otherBit) {
        return new Branch(bit, new Object[] {of(one, other, shift + BITS)});
      }
      boolean isFirst = Integer.compareUnsigned(bit, otherBit) < 0;
      Object[] places = isFirst ? new Object[] {one, other} : new Object[] {other, one};
      return new Branch(bit | otherBit, places);
    }

    static int bit(long key, int shift) {
      return 1 << (int) (key >>> shift & MASK);
    }

    int index(int bit) {
      return Integer.bitCount(present & bit - 1);
    }

    /** What is in a place, or null. */
    Object at(int bit) {
      return (present & bit) == 0 ? null : places[index(bit)];
    }

    /** The branch with something in a place. */
    Branch with(int bit, Object now) {
      int index = index(bit);
      Object[] changed;
      if ((present & bit) != 0) {
        changed = places.clone();
      } else {
        changed = Arrays.copyOf(places, places.length + 1);
        System.arraycopy(places, index, changed, index + 1, places.length - index);
      }
      changed[index] = now;
      return new Branch(present | bit, changed);
    }

    /** The branch without a place; the one leaf that is left, or null if nothing is. */
    Object without(int bit) {
      if (places.length == 1) {
        return null;
      }
      int index = index(bit);
      if (places.length == 2 && places[1 - index] instanceof Leaf left) {
        return left;
      }
      Object[] changed = Arrays.copyOf(places, places.length - 1);
      System.arraycopy(places, index + 1, changed, index, places.length - index - 1);
      return new Branch(present & ~bit, changed);
    }
  }

  /** The map without entries. */
  @SuppressWarnings("unchecked") // it holds nothing, so it is of any type
  public static <V> LongMap<V> empty() {
    return (LongMap<V>) EMPTY;
  }

  public boolean isEmpty() {
    return root == null;
  }

  /** The value of a number, or null. */
  @SuppressWarnings("unchecked") // only values come into leaves
  public V find(long key) {
    Object at = root;
    for (int shift = 0; at instanceof Branch branch; shift += BITS) {
      at = branch.at(Branch.bit(key, shift));
    }
    return at instanceof Leaf leaf && leaf.key == key ? (V) leaf.value : null;
  }

  /** The map with a value for a number, in place of the number's earlier value. */
  public LongMap<V> with(long key, V value) {
    return new LongMap<>(with(root, new Leaf(key, value), 0));
  }

  private static Object with(Object at, Leaf leaf, int shift) {
    if (at instanceof Branch branch) {
      int bit = Branch.bit(leaf.key, shift);
      return branch.with(bit, with(branch.at(bit), leaf, shift + BITS));
    }
    return at instanceof Leaf there && there.key != leaf.key ? Branch.of(there, leaf, shift) : leaf;
  }

  /** The map without a number, which need not be in it. */
  public LongMap<V> without(long key) {
    return find(key) == null ? this : new LongMap<>(without(root, key, 0));
  }

  private static Object without(Object at, long key, int shift) {
    if (!(at instanceof Branch branch)) {
      return null;
    }
    int bit = Branch.bit(key, shift);
    Object left = without(branch.at(bit), key, shift + BITS);
    if (left == null) {
      return branch.without(bit);
    }
    // a leaf alone needs no branch around it
    return left instanceof Leaf && branch.places.length == 1 ? left : branch.with(bit, left);
  }
}
