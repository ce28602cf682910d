package dev.qbipc.linux.mount;

import static org.junit.Assert.assertEquals;

import java.util.Optional;
import org.junit.Test;

/** Lines of {@code /proc/self/mountinfo}, as proc(5) describes them. */
public class MountEntryTest {

  @Test
  public void aLineHasAnyNumberOfOptionalFields() {
    var expected = new MountEntry(36, 98, 0, "/mnt2", "ext3", "/dev/root");
    String before = "36 35 98:0 /mnt1 /mnt2 rw,noatime";
    String after = " - ext3 /dev/root rw,errors=continue";
    assertEquals(Optional.of(expected), MountEntry.parse(before + after));
    assertEquals(Optional.of(expected), MountEntry.parse(before + " master:1" + after));
    assertEquals(Optional.of(expected), MountEntry.parse(before + " shared:2 master:1" + after));
  }

  @Test
  public void blanksAndBackslashesOfNamesAreWrittenInOctalDigits() {
    String line = "61 27 0:52 / /srv/a\\040b\\134c\\011\\012 rw - fuse /dev/fuse\\040x rw";
    assertEquals(
        Optional.of(new MountEntry(61, 0, 52, "/srv/a b\\c\t\n", "fuse", "/dev/fuse x")),
        MountEntry.parse(line));
  }

  @Test
  public void otherLinesAreNone() {
    for (String line :
        new String[] {
          "",
          " - ",
          "1 2 3 4 5 6",
          "1 2 0:1 / /x rw -",
          "a 2 0:1 / /x rw - t s",
          "1 2 0 / /x rw - t s"
        }) {
      assertEquals(line, Optional.empty(), MountEntry.parse(line));
    }
  }
}
