package dev.pmxcfs.state.directory;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.LoggedLines;
import dev.pmxcfs.state.directory.LeftOutEntry.Kind;
import java.nio.file.Path;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;

/** What is said of what is not served, and how often. */
public class ComplaintsTest {

  private static final String EIO = "input/output error";

  @Rule public final LoggedLines log = new LoggedLines();

  private final Complaints complaints = new Complaints(Path.of("/srv/pve"));

  private void assertSaid(int times, String line) {
    assertEquals(line, times, log.with(line).size());
  }

  private void leaveOut(Kind kind, String reason) {
    complaints.leftOut(new LeftOutEntry("a/f", kind, reason));
  }

  @Test
  public void eachReasonIsSaidOnce() {
    for (int i = 0; i < 2; i++) {
      complaints.cannotBeRead("a/f", EIO);
    }
    assertSaid(1, "WARN dev.pmxcfs.state.directory.Complaints - /a/f in /srv/pve cannot be read");
    complaints.cannotBeRead("a/f", "permission denied");
    complaints.cannotBeRead("a/f", EIO);
    assertSaid(2, EIO);
    complaints.withdraw("a/f");
    complaints.cannotBeRead("a/f", EIO);
    assertSaid(3, EIO);
    complaints.withdrawBelow("a");
    complaints.cannotBeRead("a/f", EIO);
    assertSaid(4, EIO);
    complaints.withdrawBelow("b");
    complaints.cannotBeRead("a/f", EIO);
    assertSaid(4, EIO);
  }

  @Test
  public void whatIsLeftOutIsSaidByItsKind() {
    leaveOut(Kind.NAME, "is an editor's swap or backup file");
    assertSaid(0, "swap");
    leaveOut(Kind.TYPE, "is a symbolic link");
    assertSaid(
        1, "INFO dev.pmxcfs.state.directory.Complaints - /a/f in /srv/pve is left out: it is a");
    leaveOut(Kind.OWNER, "may not be read by who owns the directory");
    assertSaid(1, "WARN dev.pmxcfs.state.directory.Complaints - /a/f in /srv/pve is left out");
    leaveOut(Kind.SIZE, "is larger than 1048576 bytes");
    assertSaid(
        1,
        "WARN dev.pmxcfs.state.directory.Complaints - /a/f in /srv/pve is left out: it is larger");
    leaveOut(Kind.SIZE, "is larger than 1048576 bytes");
    assertSaid(1, "larger");
  }

  @Test
  public void whatMayBecomeReadableWithoutAnEventIsTriedAgain() {
    assertFalse(complaints.hasRetried());
    leaveOut(Kind.LINKS, "has other names");
    assertEquals(Set.of("a/f"), complaints.retried());
    leaveOut(Kind.TYPE, "is a symbolic link");
    assertEquals(Set.of(), complaints.retried());
    leaveOut(Kind.OWNER, "may not be read");
    assertEquals(Set.of("a/f"), complaints.retried());
    complaints.cannotBeRead("a/f", EIO);
    assertTrue(complaints.hasRetried());
    complaints.refused("a/f", "a second guest");
    assertFalse("an event tells of what may be let in", complaints.hasRetried());
    complaints.cannotBeRead("a/f", EIO);
    complaints.withdraw("a/f");
    assertFalse(complaints.hasRetried());
    complaints.cannotBeRead("a/f", EIO);
    complaints.withdrawBelow("a");
    assertFalse(complaints.hasRetried());
  }

  @Test
  public void aHundredNamesAreSaidAndThatThereAreMore() {
    for (int i = 1; i < 100; i++) {
      complaints.refused("f" + i, "for some reason");
    }
    assertSaid(99, "is not served as it is: for some reason");
    assertSaid(0, "more than 100 names");
    complaints.refused("f100", "for some reason");
    assertSaid(100, "is not served as it is: for some reason");
    assertSaid(1, "more than 100 names in /srv/pve are not served; the others are not named");
    complaints.refused("f101", "for some reason");
    complaints.cannotBeRead("f102", EIO);
    assertSaid(100, "is not served as it is");
    assertSaid(0, EIO);
    assertSaid(1, "more than 100 names");
    assertEquals("kept all the same", Set.of("f102"), complaints.retried());
  }
}
