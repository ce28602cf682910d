package dev.qbipc.server.impl;

import java.util.List;

/** What is counted of an operation, on each reader by itself; lives as long as the service. */
final class OperationCounters {

  private final ReaderCounters[] ofReaders;

  /**
   * @param readers the service's
   */
  OperationCounters(List<RingReader> readers) {
    this.ofReaders = new ReaderCounters[readers.size()];
    for (int i = 0; i < ofReaders.length; i++) {
      ofReaders[i] = new ReaderCounters();
    }
  }

  ReaderCounters ofReader(int index) {
    return ofReaders[index];
  }
}
