package dev.pmxcfs.ipc.log;

import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A logger whose messages go to standard error, each by one write that does not block. */
final class StandardErrorLogger extends LegacyAbstractLogger {

  private static final long serialVersionUID = 1L;

  private final String shortName;

  StandardErrorLogger(String name) {
    this.name = name;
    this.shortName = name.substring(name.lastIndexOf('.') + 1);
  }

  @Override
  public boolean isTraceEnabled() {
    return LogLevels.isEnabled(name, Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return LogLevels.isEnabled(name, Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return LogLevels.isEnabled(name, Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return LogLevels.isEnabled(name, Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return LogLevels.isEnabled(name, Level.ERROR);
  }

  @Override
  protected String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level, Marker marker, String pattern, Object[] arguments, Throwable cause) {
    String message = MessageFormatter.basicArrayFormat(pattern, arguments);
    StandardError.log(level, shortName, message, cause);
  }
}
