package dev.qbipc.fuse;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.Errno;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.Test;

/** The bounds of the options, and that a copy has them all. */
public class FuseOptionsTest {

  @Test
  public void aCopyHasAllValues() {
    var options =
        new FuseOptions()
            .setSource("source")
            .setAllowOther(false)
            .setDefaultPermissions(false)
            .setReadOnly(true)
            .setMaxWrite(8192)
            .setReaders(3)
            .setMaxReaders(4)
            .setTimeout(Duration.ofSeconds(5))
            .setTimeoutErrno(Errno.EBUSY)
            .setCloseTimeout(Duration.ofSeconds(6))
            .setMaxWaiting(7)
            .setMaxNotifications(8)
            .setTimeGranularity(1_000_000_000);
    var copy = new FuseOptions(options);
    assertEquals("source", copy.getSource());
    assertFalse(copy.isAllowOther());
    assertFalse(copy.isDefaultPermissions());
    assertTrue(copy.isReadOnly());
    assertEquals(8192, copy.getMaxWrite());
    assertEquals(3, copy.getReaders());
    assertEquals(4, copy.getMaxReaders());
    assertEquals(Duration.ofSeconds(5), copy.getTimeout());
    assertEquals(Errno.EBUSY, copy.getTimeoutErrno());
    assertEquals(Duration.ofSeconds(6), copy.getCloseTimeout());
    assertEquals(7, copy.getMaxWaiting());
    assertEquals(8, copy.getMaxNotifications());
    assertEquals(1_000_000_000, copy.getTimeGranularity());
  }

  @Test
  public void valuesOutOfBoundsAreRefusedByName() {
    List<Consumer<FuseOptions>> wrong =
        List.of(
            options -> options.setSource(""),
            options -> options.setMaxWrite(4095),
            options -> options.setMaxWrite(1024 * 1024 + 1),
            options -> options.setReaders(0),
            options -> options.setMaxReaders(1025),
            options -> options.setTimeout(Duration.ZERO),
            options -> options.setTimeoutErrno(512),
            options -> options.setTimeoutErrno(0),
            options -> options.setCloseTimeout(Duration.ofDays(366)),
            options -> options.setMaxWaiting(0),
            options -> options.setMaxNotifications(0),
            options -> options.setTimeGranularity(3),
            options -> options.setTimeGranularity(0));
    for (Consumer<FuseOptions> setter : wrong) {
      assertThrows(IllegalArgumentException.class, () -> setter.accept(new FuseOptions()));
    }
  }
}
