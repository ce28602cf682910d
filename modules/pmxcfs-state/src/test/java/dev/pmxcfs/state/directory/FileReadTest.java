package dev.pmxcfs.state.directory;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.file.FileStatus;
import dev.qbipc.linux.file.FileStatus.Timestamp;
import dev.qbipc.linux.file.FileStatus.Type;
import org.junit.Test;

/** When a file need not be read again. */
public class FileReadTest {

  private static final long SECONDS = 1_795_533_456;

  private static FileStatus status(long inode, long size, int modified, int changed) {
    return new FileStatus(
        Type.REGULAR,
        0644,
        1,
        0,
        0,
        1,
        inode,
        size,
        new Timestamp(SECONDS, modified),
        new Timestamp(SECONDS, changed));
  }

  private static final FileStatus STATUS = status(1, 2, 3, 4);

  @Test
  public void aFileIsTheSameWhileAllOfItsStatusIs() {
    var read = new FileRead(STATUS, (SECONDS + 3600) * 1000);
    assertTrue(read.isStillOf(status(1, 2, 3, 4)));
    assertFalse(read.isStillOf(status(9, 2, 3, 4)));
    assertFalse(read.isStillOf(status(1, 9, 3, 4)));
    assertFalse(read.isStillOf(status(1, 2, 9, 4)));
    assertFalse("its time was set back", read.isStillOf(status(1, 2, 3, 9)));
  }

  /** It may have been written to in the same tick of its clock. */
  @Test
  public void aFileThatWasReadWithinTwoSecondsOfItsChangeIsReadAgain() {
    assertEquals(false, new FileRead(STATUS, SECONDS * 1000).isStillOf(STATUS));
    assertEquals(false, new FileRead(STATUS, SECONDS * 1000 + 2000).isStillOf(STATUS));
    assertEquals(true, new FileRead(STATUS, SECONDS * 1000 + 2001).isStillOf(STATUS));
  }

  @Test
  public void aFileIsTouchedWhenItHasAnotherTimeOfModification() {
    var read = new FileRead(STATUS, 0);
    assertFalse(read.isTouched(status(1, 2, 3, 9)));
    assertTrue(read.isTouched(status(1, 2, 9, 4)));
  }
}
