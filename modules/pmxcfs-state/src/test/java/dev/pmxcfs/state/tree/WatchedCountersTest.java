package dev.pmxcfs.state.tree;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;

import dev.pmxcfs.api.ByteString;
import org.junit.Test;

/** The counters by themselves (operations, section 5.2). */
public class WatchedCountersTest {

  private static final WatchedFiles LOADED = WatchedFiles.UNREAD.reloaded();

  @Test
  public void changeCountsForTheFileAtThePathAlone() {
    for (int changed = 0; changed < LOADED.count(); changed++) {
      WatchedFiles after = LOADED.changed(LOADED.path(changed));
      for (int i = 0; i < after.count(); i++) {
        assertEquals(after.path(i).toString(), i == changed ? 2 : 1, after.counter(i));
      }
    }
  }

  @Test
  public void fortyThreeFilesAreWatchedInTheOrderOfTheAnswer() {
    assertEquals(43, LOADED.count());
    assertEquals(ByteString.of("corosync.conf"), LOADED.path(0));
    assertEquals(ByteString.of("storage.cfg"), LOADED.path(2));
    assertEquals(ByteString.of("mapping/usb.cfg"), LOADED.path(42));
  }

  @Test
  public void otherPathsChangeNothing() {
    assertSame(LOADED, LOADED.changed(ByteString.of("storage.cfg.tmp")));
    assertSame(LOADED, LOADED.changed(ByteString.of("")));
  }

  @Test
  public void loadingCountsForEveryFileAndLeavesEarlierCountersAsTheyWere() {
    WatchedFiles again = LOADED.reloaded();
    for (int i = 0; i < LOADED.count(); i++) {
      assertEquals(0, WatchedFiles.UNREAD.counter(i));
      assertEquals(1, LOADED.counter(i));
      assertEquals(2, again.counter(i));
    }
  }
}
