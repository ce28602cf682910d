package dev.pmxcfs.state.tree;

import java.util.AbstractCollection;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * A sorted map that never changes: a change makes a new map that shares all but a few nodes with
 * the old one. So a directory of ten thousand files takes another file without being copied, while
 * readers go on in the old map without a lock. An AVL tree.
 *
 * @param <K> the keys, in their natural order
 * @param <V> the values, never null
 */
public final class PersistentMap<K extends Comparable<K>, V> {

  private static final PersistentMap<?, ?> EMPTY = new PersistentMap<String, Object>(null);

  private final Node<K, V> root;

  private PersistentMap(Node<K, V> root) {
    this.root = root;
  }

  /**
   * Is shown values in the order of their keys.
   *
   * @param <V> the values
   */
  @FunctionalInterface
  public interface Visitor<V> {

    /**
     * Takes a value.
     *
     * @param index how many values there are before it
     * @return whether it wants the next one
     */
    boolean visit(int index, V value);
  }

  /** The map without entries. */
  @SuppressWarnings("unchecked") // it holds nothing, so it is of any type
  public static <K extends Comparable<K>, V> PersistentMap<K, V> empty() {
    return (PersistentMap<K, V>) EMPTY;
  }

  public int size() {
    return Node.size(root);
  }

  public boolean isEmpty() {
    return root == null;
  }

  /** The value of a key. */
  public Optional<V> get(K key) {
    return Optional.ofNullable(find(key));
  }

  /**
   * The value of a key, or null.
   *
   * @param sought the key, or what compares itself with keys as the key does
   */
  public V find(Comparable<? super K> sought) {
    Node<K, V> at = root;
    while (at != null) {
      int order = sought.compareTo(at.key);
      if (order == 0) {
        return at.value;
      }
      at = order < 0 ? at.left : at.right;
    }
    return null;
  }

  /** The map with a value for a key, in place of the key's earlier value. */
  public PersistentMap<K, V> with(K key, V value) {
    return new PersistentMap<>(Node.with(root, key, value));
  }

  /** The map without a key, which need not be in it. */
  public PersistentMap<K, V> without(K key) {
    return find(key) == null ? this : new PersistentMap<>(Node.without(root, key));
  }

  /** The values in the order of their keys. */
  public Collection<V> values() {
    return new Values();
  }

  /** The values of the keys that are greater than one, in their order. */
  public Iterator<V> valuesAbove(K key) {
    return InOrder.above(root, key);
  }

  /** Shows the values from an index on, as long as they are wanted. Makes no object. */
  public void visitFrom(int index, Visitor<? super V> visitor) {
    Node.visit(root, 0, index, visitor);
  }

  private final class Values extends AbstractCollection<V> {

    @Override
    public int size() {
      return PersistentMap.this.size();
    }

    @Override
    public Iterator<V> iterator() {
      return InOrder.of(root);
    }
  }

  /**
   * @param left what has smaller keys
   * @param right what has greater keys; neither is higher than the other by more than one
   */
  private record Node<K extends Comparable<K>, V>(
      K key, V value, Node<K, V> left, Node<K, V> right, int height, int count) {

    static int size(Node<?, ?> node) {
      return node == null ? 0 : node.count;
    }

    static int height(Node<?, ?> node) {
      return node == null ? 0 : node.height;
    }

    static <K extends Comparable<K>, V> Node<K, V> of(
        K key, V value, Node<K, V> left, Node<K, V> right) {
      int height = 1 + Math.max(height(left), height(right));
      return new Node<>(key, value, left, right, height, 1 + size(left) + size(right));
    }

    Node<K, V> withChildren(Node<K, V> newLeft, Node<K, V> newRight) {
      return of(key, value, newLeft, newRight);
    }

    static <K extends Comparable<K>, V> Node<K, V> with(Node<K, V> node, K key, V value) {
      if (node == null) {
        return of(key, value, null, null);
      }
      int order = key.compareTo(node.key);
      if (order == 0) {
        return of(key, value, node.left, node.right);
      }
      return order < 0
          ? node.withChildren(with(node.left, key, value), node.right).balanced()
          : node.withChildren(node.left, with(node.right, key, value)).balanced();
    }

    static <K extends Comparable<K>, V> Node<K, V> without(Node<K, V> node, K key) {
      int order = key.compareTo(node.key);
      if (order < 0) {
        return node.withChildren(without(node.left, key), node.right).balanced();
      }
      if (order > 0) {
        return node.withChildren(node.left, without(node.right, key)).balanced();
      }
      if (node.left == null || node.right == null) {
        return node.left == null ? node.right : node.left;
      }
      Node<K, V> next = node.right.first();
      return next.withChildren(node.left, without(node.right, next.key)).balanced();
    }

    /**
     * @param before how many values there are before those of the node
     * @return whether the next one is wanted
     */
    static <V> boolean visit(Node<?, V> node, int before, int from, Visitor<? super V> visitor) {
      if (node == null || before + node.count <= from) {
        return true;
      }
      int index = before + size(node.left);
      return visit(node.left, before, from, visitor)
          && (index < from || visitor.visit(index, node.value))
          && visit(node.right, index + 1, from, visitor);
    }

    private Node<K, V> first() {
      Node<K, V> at = this;
      while (at.left != null) {
        at = at.left;
      }
      return at;
    }

    private Node<K, V> balanced() {
      int lean = height(left) - height(right);
      if (lean > 1) {
        return withChildren(left.lean() < 0 ? left.rotatedLeft() : left, right).rotatedRight();
      }
      if (lean < -1) {
        return withChildren(left, right.lean() > 0 ? right.rotatedRight() : right).rotatedLeft();
      }
      return this;
    }

    private int lean() {
      return height(left) - height(right);
    }

    private Node<K, V> rotatedLeft() {
      return right.withChildren(withChildren(left, right.left), right.right);
    }

    private Node<K, V> rotatedRight() {
      return left.withChildren(left.left, withChildren(left.right, right));
    }
  }

  private static final class InOrder<K extends Comparable<K>, V> implements Iterator<V> {

    private final Deque<Node<K, V>> ahead = new ArrayDeque<>();

    static <K extends Comparable<K>, V> InOrder<K, V> of(Node<K, V> root) {
      InOrder<K, V> all = new InOrder<>();
      all.descend(root);
      return all;
    }

    static <K extends Comparable<K>, V> InOrder<K, V> above(Node<K, V> root, K key) {
      InOrder<K, V> above = new InOrder<>();
      Node<K, V> at = root;
      while (at != null) {
        boolean isAbove = key.compareTo(at.key) < 0;
        if (isAbove) {
          above.ahead.push(at);
        }
        at = isAbove ? at.left : at.right;
      }
      return above;
    }

    private void descend(Node<K, V> from) {
      for (Node<K, V> at = from; at != null; at = at.left) {
        ahead.push(at);
      }
    }

    @Override
    public boolean hasNext() {
      return !ahead.isEmpty();
    }

    @Override
    public V next() {
      if (ahead.isEmpty()) {
        throw new NoSuchElementException();
      }
      Node<K, V> node = ahead.pop();
      descend(node.right);
      return node.value;
    }
  }
}
