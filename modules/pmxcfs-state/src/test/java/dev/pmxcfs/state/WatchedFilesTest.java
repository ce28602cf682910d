package dev.pmxcfs.state;

import static org.junit.Assert.assertEquals;

import org.junit.Rule;
import org.junit.Test;

/** The counters of the watched files (operations, section 5.2). */
public class WatchedFilesTest {

  private static final String WATCHED = "storage.cfg";

  @Rule public OpenedState opened = new OpenedState();

  @Test
  public void item47_eachCreateWriteTruncateTouchAndDeleteCountsOnce() throws Exception {
    assertEquals(1, opened.counter(WATCHED));
    opened.create(WATCHED);
    assertEquals(2, opened.counter(WATCHED));
    opened.write(WATCHED, 0, "dir: local\n", false);
    assertEquals(3, opened.counter(WATCHED));
    opened.write(WATCHED, 0, "", true);
    assertEquals(4, opened.counter(WATCHED));
    opened.setMtime(WATCHED, 1);
    assertEquals(5, opened.counter(WATCHED));
    opened.delete(WATCHED);
    assertEquals(6, opened.counter(WATCHED));
  }

  @Test
  public void item47_renameCountsForBothPaths() throws Exception {
    opened.create("user.cfg");
    opened.rename("user.cfg", WATCHED);
    assertEquals(3, opened.counter("user.cfg"));
    assertEquals(2, opened.counter(WATCHED));
  }

  @Test
  public void item48_otherFilesAndMakingDirectoriesDoNotCount() throws Exception {
    byte[] before = opened.state().fsVersion();
    opened.makeDirectory("priv");
    opened.put("priv/storage.cfg", "x");
    opened.put("storage.cfg.tmp.1", "x");
    opened.makeDirectory(WATCHED);
    assertEquals(new String(before), new String(opened.state().fsVersion()));
  }

  @Test
  public void filesInDirectoriesAreWatchedByTheirWholePath() throws Exception {
    opened.makeDirectories("priv/acme");
    opened.create("/priv//acme/plugins.cfg");
    assertEquals(2, opened.counter("priv/acme/plugins.cfg"));
  }

  @Test
  public void restartSetsAllToOne() throws Exception {
    opened.put(WATCHED, "x");
    opened.reopen();
    assertEquals(1, opened.counter(WATCHED));
  }
}
