package dev.pmxcfs.ipc.log;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Has SLF4J log to standard error. SLF4J's own simple logger does so as well, but does not know the
 * journal, and its level is set once and for all.
 */
public final class StandardErrorLogging implements SLF4JServiceProvider, ILoggerFactory {

  private static final String API_VERSION = "2.0.99";

  private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter noContext = new NOPMDCAdapter();

  /** SLF4J makes it. */
  public StandardErrorLogging() {}

  @Override
  public void initialize() {
    // there is nothing to prepare
  }

  @Override
  public Logger getLogger(String name) {
    return loggers.computeIfAbsent(name, StandardErrorLogger::new);
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return this;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return noContext;
  }

  @Override
  public String getRequestedApiVersion() {
    return API_VERSION;
  }
}
