package dev.pmxcfs.ipc.mount;

import dev.pmxcfs.ipc.log.LogLevels;
import dev.pmxcfs.mount.DebugLogging;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The program's log level behind {@code .debug} (mount, section 3), whoever else changes it. */
final class DebugLevel implements DebugLogging {

  private static final Logger LOG = LoggerFactory.getLogger(DebugLevel.class);

  /** What to go back to. */
  private Level before = Level.INFO;

  @Override
  public boolean isOn() {
    return isDebug(LogLevels.get());
  }

  private static boolean isDebug(Level level) {
    return level.toInt() <= Level.DEBUG.toInt();
  }

  @Override
  public synchronized void set(boolean on) {
    Level level = LogLevels.get();
    if (on == isDebug(level)) {
      return;
    }
    if (on) {
      before = level;
    }
    Level wanted = on ? Level.DEBUG : before;
    LogLevels.set(wanted);
    LOG.info("the log level is {} now: .debug was written", LogLevels.name(wanted));
  }
}
