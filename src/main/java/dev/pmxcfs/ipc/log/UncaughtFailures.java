package dev.pmxcfs.ipc.log;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the failures that threads end with logged. Java would write them to standard error by itself,
 * with messages that may be whatever a stranger likes.
 */
final class UncaughtFailures implements Thread.UncaughtExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(UncaughtFailures.class);

  @Override
  public void uncaughtException(Thread thread, Throwable failure) {
    LOG.error("the thread '{}' has ended with a failure", thread.getName(), failure);
  }
}
