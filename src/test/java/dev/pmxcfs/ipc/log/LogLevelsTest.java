package dev.pmxcfs.ipc.log;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import org.junit.After;
import org.junit.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Which messages are logged. */
public class LogLevelsTest {

  private static final Logger OURS = LoggerFactory.getLogger("dev.pmxcfs.Something");
  private static final Logger LIBRARY = LoggerFactory.getLogger("io.vertx.Something");
  private static final Logger QUIET = LoggerFactory.getLogger("io.micrometer.Something");

  private final Level before = LogLevels.get();

  @After
  public void setBack() {
    LogLevels.set(before);
  }

  @Test
  public void aLevelIncludesAllAboveIt() {
    for (Level level : Level.values()) {
      LogLevels.set(level);
      for (Level message : Level.values()) {
        assertEquals(
            message + " at " + level,
            message.toInt() >= level.toInt(),
            OURS.isEnabledForLevel(message));
      }
    }
  }

  @Test
  public void itChangesForLoggersThatAreThereAlready() {
    LogLevels.set(Level.INFO);
    assertFalse(OURS.isDebugEnabled());
    LogLevels.set(Level.DEBUG);
    assertTrue(OURS.isDebugEnabled());
    LogLevels.set(Level.INFO);
    assertFalse(OURS.isDebugEnabled());
  }

  @Test
  public void librariesAreHeardBelowInfoAtTraceAlone() {
    LogLevels.set(Level.DEBUG);
    assertFalse(LIBRARY.isDebugEnabled());
    assertTrue(LIBRARY.isInfoEnabled());
    LogLevels.set(Level.TRACE);
    assertTrue(LIBRARY.isTraceEnabled());
    LogLevels.set(Level.ERROR);
    assertFalse(LIBRARY.isWarnEnabled());
  }

  @Test
  public void whatNobodyNeedsIsHeardAtTraceAlone() {
    LogLevels.set(Level.DEBUG);
    assertFalse(QUIET.isWarnEnabled());
    assertTrue(QUIET.isErrorEnabled());
    LogLevels.set(Level.TRACE);
    assertTrue(QUIET.isDebugEnabled());
  }

  @Test
  public void levelsAreReadInAnyCase() {
    assertEquals(Level.DEBUG, LogLevels.parse("debug"));
    assertEquals(Level.DEBUG, LogLevels.parse("DEBUG"));
    var refused = assertThrows(IllegalArgumentException.class, () -> LogLevels.parse("loud"));
    assertThat(refused.getMessage(), containsString("error, warn, info, debug, trace"));
  }
}
