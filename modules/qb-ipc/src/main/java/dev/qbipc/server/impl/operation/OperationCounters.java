package dev.qbipc.server.impl.operation;

import dev.qbipc.server.impl.reader.RingReader;
import java.util.List;

/** What is counted of an operation, on each reader by itself; lives as long as the service. */
public final class OperationCounters {

  private final ReaderCounters[] ofReaders;

  /**
   * @param readers the service's
   */
  public OperationCounters(List<RingReader> readers) {
    this.ofReaders = new ReaderCounters[readers.size()];
    for (int i = 0; i < ofReaders.length; i++) {
      ofReaders[i] = new ReaderCounters();
    }
  }

  public ReaderCounters ofReader(int index) {
    return ofReaders[index];
  }
}
