package dev.pmxcfs.mount.kernel;

import org.junit.Test;

/**
 * Sessions with the script of {@link RecordedMountTest} that nobody has recorded: each call gives
 * what the document says, or Linux where it is the kernel's to answer (mount, sections 4 to 9).
 */
public class SpecifiedMountTest extends PlayedMountTest {

  private void assertAsSpecified(String session) throws Exception {
    play(session);
    assertGiven("/specified/" + session + ".txt");
  }

  /** And items 447 to 451: what is renamed, replaced or removed while it is open. */
  @Test
  public void item446_openFiles() throws Exception {
    assertAsSpecified("51-handles");
  }

  /** And item 462: whose VMID it is, in places and under names at the edge of the rules. */
  @Test
  public void item461_guests() throws Exception {
    assertAsSpecified("54-guests");
  }

  /**
   * And items 430, 497 and 498: names of all bytes and lengths, deep paths, words with a meaning.
   */
  @Test
  public void item496_names() throws Exception {
    assertAsSpecified("52-names");
  }

  /**
   * And items 443, 444 and 500: what the kernel does without the server, and what nobody can do.
   */
  @Test
  public void item499_rareCalls() throws Exception {
    assertAsSpecified("53-rare");
  }

  /** And items 431, 457 and 481: what goes by way of the links in the root, and what is theirs. */
  @Test
  public void item501_links() throws Exception {
    assertAsSpecified("58-links");
  }

  /** And items 435, 437 and 442: small pieces, the limit from all sides, versions by calls. */
  @Test
  public void item440_piecesOfFiles() throws Exception {
    assertAsSpecified("55-pieces");
  }

  /** And items 453 and 503: races for names, readers of what is replaced, many at work. */
  @Test
  public void item468_concurrentCalls() throws Exception {
    assertAsSpecified("56-concurrent");
  }

  /** And items 469, 473, 475 and 476: the calls that cfs_lock and HA make, and odd ones. */
  @Test
  public void item470_theProtocolOfLocks() throws Exception {
    assertAsSpecified("57-lock-protocol");
  }

  /** And items 489 and 490: nobody, www-data, and a descriptor that root has opened. */
  @Test
  public void item488_otherUsers() throws Exception {
    assertAsSpecified("59-other-users");
  }

  /** And item 466: a listing begun anew, and the same twice. */
  @Test
  public void item467_orderOfListings() throws Exception {
    assertAsSpecified("60-order");
  }
}
