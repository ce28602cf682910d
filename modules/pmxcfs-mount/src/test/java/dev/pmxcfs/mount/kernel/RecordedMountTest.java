package dev.pmxcfs.mount.kernel;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

/**
 * The sessions that were recorded with C pmxcfs 9.1.6, called through a mount by the script that
 * recorded them: each call has the same result, but for those that the recording calls free.
 */
public class RecordedMountTest extends PlayedMountTest {

  private void assertAsRecorded(String session) throws Exception {
    play(session);
    assertGiven("/recorded/40-mount-" + session + ".txt");
  }

  private void makeWhatEarlierSessionsLeft() {
    output("mkdir -p priv nodes/testnode");
  }

  @Test
  public void item421_freshRoot() throws Exception {
    assertAsRecorded("01-fresh-root");
  }

  @Test
  public void item413_attributes() throws Exception {
    assertAsRecorded("02-attributes");
  }

  @Test
  public void item432_openReadAndWrite() throws Exception {
    assertAsRecorded("03-open-read-write");
  }

  @Test
  public void item437_sizesAndLimits() throws Exception {
    assertAsRecorded("04-sizes-and-limits");
  }

  @Test
  public void item455_rename() throws Exception {
    makeWhatEarlierSessionsLeft();
    assertAsRecorded("05-rename");
  }

  @Test
  public void item464_directories() throws Exception {
    assertAsRecorded("06-directories");
  }

  @Test
  public void item469_locks() throws Exception {
    assertAsRecorded("07-locks");
  }

  /** And item 472. The recording took three minutes; here the server's clock is set. */
  @Test
  public void item471_locksExpire() throws Exception {
    playOnStoppedClock("13-lock-timeout");
    assertGiven("/recorded/40-mount-13-lock-timeout.txt");
  }

  /** And items 479 to 483: owners, times, links, special files, extended attributes. */
  @Test
  public void item478_changesOfAttributes() throws Exception {
    makeWhatEarlierSessionsLeft();
    assertAsRecorded("08-attribute-changes");
  }

  @Test
  public void item460_guests() throws Exception {
    assertAsRecorded("09-guests");
  }

  @Test
  public void item484_users() throws Exception {
    assertAsRecorded("10-users");
  }

  @Test
  public void item423_builtInFiles() throws Exception {
    assertAsRecorded("11-virtual-files");
  }

  /** The tree was made before, by a server that was in no cluster. */
  @Test
  public void item491_withoutAQuorum() throws Exception {
    play("prepare-nonquorate");
    server.close();
    start();
    assertEquals("ok", server.ask("quorum false"));
    assertAsRecorded("12-nonquorate");
  }
}
