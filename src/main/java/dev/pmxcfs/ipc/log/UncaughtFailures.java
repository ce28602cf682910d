package dev.pmxcfs.ipc.log;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the failures that threads end with. Java would write them to standard error itself, with
 * messages that a stranger may have chosen.
 */
final class UncaughtFailures implements Thread.UncaughtExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(UncaughtFailures.class);

  @Override
  public void uncaughtException(Thread thread, Throwable failure) {
    LOG.error("the thread '{}' has ended with a failure", thread.getName(), failure);
  }
}
