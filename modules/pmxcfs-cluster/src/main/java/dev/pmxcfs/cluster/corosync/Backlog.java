package dev.pmxcfs.cluster.corosync;

/**
 * How much has come and waits to be done. While that is too much nothing is taken from corosync,
 * whose own queue it is then. For any thread.
 */
final class Backlog {

  private static final long MANY_BYTES = 8L << 20;
  private static final long FEW_BYTES = 2L << 20;

  private long bytes;
  private boolean isMany;

  /** More has come. True if no more should, for now. */
  synchronized boolean add(int length) {
    bytes += length;
    boolean becomesMany = !isMany && bytes > MANY_BYTES;
    isMany |= becomesMany;
    return becomesMany;
  }

  /** Something is about to be done. True if more should come again. */
  synchronized boolean remove(int length) {
    bytes -= length;
    boolean becomesFew = isMany && bytes < FEW_BYTES;
    isMany &= !becomesFew;
    return becomesFew;
  }
}
