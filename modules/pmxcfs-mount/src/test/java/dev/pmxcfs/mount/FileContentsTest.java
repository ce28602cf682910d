package dev.pmxcfs.mount;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.Errno;
import java.util.Random;
import org.junit.Test;

/** Reading and writing (mount, section 4), as recorded in 40-03 and 40-04. */
public class FileContentsTest extends MountTest {

  private static final int MIB = 1 << 20;

  @Test
  public void item434_truncatingIsAStepOfItsOwn() throws Exception {
    shell.mkdir("ha");
    shell.put("ha/crm_commands", "abc");
    int before = opened.counter("ha/crm_commands");
    shell.put("ha/crm_commands", "x");
    assertEquals(before + 2, opened.counter("ha/crm_commands"));
    long handle = shell.openTruncated("ha/crm_commands");
    assertEquals("", shell.read(handle));
    shell.close(handle);
    assertEquals(before + 3, opened.counter("ha/crm_commands"));
  }

  @Test
  public void item435_zerosLieBehindTheEnd() throws Exception {
    long handle = shell.create("f");
    shell.write(handle, 0, "abc");
    shell.write(handle, 5, "!");
    assertEquals("abc\0\0!", shell.read(handle));
    shell.truncate("f", 2);
    shell.truncate("f", 4);
    assertEquals("ab\0\0", shell.read(handle));
    shell.close(handle);
  }

  @Test
  public void item436_directoriesAreNoFiles() throws Exception {
    shell.mkdir("d");
    Shell.assertRefused(Errno.EISDIR, () -> shell.open("d"));
    Shell.assertRefused(Errno.EISDIR, () -> shell.truncate("d", 0));
    shell.put("f", "x");
    Shell.assertRefused(Errno.ENOTDIR, () -> shell.stat("f/x"));
    Shell.assertRefused(Errno.ENOTDIR, () -> shell.ls("f"));
    long directory = shell.tree.files().openDirectory(shell.node("d"));
    Shell.assertRefused(Errno.EISDIR, () -> shell.read(directory));
    Shell.assertRefused(Errno.EISDIR, () -> shell.write(directory, 0, "x"));
    shell.close(directory);
    Shell.assertRefused(Errno.EBADF, () -> shell.read(directory));
    Shell.assertRefused(Errno.EBADF, () -> shell.close(directory));
    long file = shell.open("f");
    Shell.assertRefused(Errno.ENOTDIR, () -> shell.tree.files().list(file, true));
    shell.close(file);
  }

  @Test
  public void item437_aFileHasAtMostOneMebibyte() throws Exception {
    long handle = shell.create("f");
    assertEquals(MIB, shell.write(handle, 0, Shell.filled(MIB, 'a')));
    long version = opened.version();
    Shell.assertRefused(Errno.EFBIG, () -> shell.write(handle, MIB, "b"));
    Shell.assertRefused(Errno.EFBIG, () -> shell.write(handle, MIB - 1, "cc"));
    assertEquals(version, opened.version());
    assertEquals(1, shell.write(handle, MIB - 1, "c"));
    assertEquals(MIB, shell.stat("f").size());
    assertTrue(shell.read(handle).endsWith("aac"));
    shell.close(handle);
  }

  /** In two requests, of which the first ends with a page of the caller's memory. */
  @Test
  public void item437_aByteMoreInOneWriteIsCut() throws Exception {
    long handle = shell.create("f");
    int first = MIB - 3200;
    assertEquals(first, shell.write(handle, 0, Shell.filled(first, 'q')));
    assertEquals(3200, shell.write(handle, first, Shell.filled(3201, 'q')));
    assertEquals(MIB, shell.stat("f").size());
    Shell.assertRefused(Errno.EFBIG, () -> shell.write(handle, MIB, "q"));
    shell.truncate("f", first);
    shell.write(handle, first - 1, "q");
    Shell.assertRefused(Errno.EFBIG, () -> shell.write(handle, first, Shell.filled(3201, 'q')));
    assertEquals(first, shell.stat("f").size());
    shell.close(handle);
  }

  @Test
  public void item438_limitsOfTruncate() throws Exception {
    shell.put("f", "qqqqq");
    shell.truncate("f", MIB);
    assertEquals(MIB, shell.stat("f").size());
    long version = opened.version();
    for (long size : new long[] {MIB + 1, 1L << 33, (1L << 32) + 3, Long.MAX_VALUE}) {
      Shell.assertRefused(Errno.EFBIG, () -> shell.truncate("f", size));
    }
    Shell.assertRefused(Errno.EINVAL, () -> shell.truncate("f", -1));
    assertEquals(version, opened.version());
  }

  /** C pmxcfs in a cluster overwrites byte 5 for the second one (defect F9). */
  @Test
  public void item439_farOffsetsAreRefused() throws Exception {
    shell.put("f", "0123456789");
    long handle = shell.open("f");
    for (long offset : new long[] {1L << 32, (1L << 32) + 5, Long.MAX_VALUE}) {
      Shell.assertRefused(Errno.EFBIG, () -> shell.write(handle, offset, "x"));
      assertEquals(0, shell.write(handle, offset, ""));
    }
    assertEquals("0123456789", shell.read(handle));
    shell.close(handle);
  }

  @Test
  public void item440_contentsAreIntact() throws Exception {
    byte[] data = new byte[300_000];
    new Random(1).nextBytes(data);
    long handle = shell.create("f");
    shell.write(handle, 0, data);
    assertArrayEquals(data, shell.tree.files().read(handle));
    shell.close(handle);
  }

  /** C pmxcfs dies when it reads such a file (defect F1). */
  @Test
  public void item441_anEmptyFileThatIsTruncatedUpwardsHasZeros() throws Exception {
    shell.put("f", "");
    shell.truncate("f", 3);
    assertEquals("\0\0\0", shell.cat("f"));
    restart();
    assertEquals("\0\0\0", shell.cat("f"));
  }

  @Test
  public void item442_oneWriteIsOneVersion() throws Exception {
    long handle = shell.create("f");
    long version = opened.version();
    shell.write(handle, 0, Shell.filled(MIB, 'x'));
    shell.close(handle);
    assertEquals(version + 1, opened.version());
  }

  @Test
  public void item445_roomFollowsTheSumOfAllSizes() throws Exception {
    assertEquals(new Room(32768, 262143), shell.tree.room());
    shell.put("f", "x".repeat(4096));
    assertEquals(new Room(32767, 262142), shell.tree.room());
    shell.put("g", "x");
    assertEquals(new Room(32766, 262141), shell.tree.room());
    shell.put("h", "x");
    assertEquals(new Room(32766, 262140), shell.tree.room());
    shell.mkdir("d");
    assertEquals(new Room(32766, 262139), shell.tree.room());
    shell.put("f", "x".repeat(9000));
    assertEquals(new Room(32765, 262139), shell.tree.room());
    shell.unlink("f");
    assertEquals(new Room(32767, 262140), shell.tree.room());
    assertEquals(32768, Room.BLOCKS);
    assertEquals(262_144, Room.FILES);
  }

  @Test
  public void creatingWhatIsThereOpensIt() throws Exception {
    shell.put("f", "there");
    var files = shell.tree.files();
    var name = Shell.name("f");
    var created = Shell.await(files.create(MountedTree.ROOT, name, false, false));
    assertEquals(shell.node("f"), created.attributes().node());
    assertEquals("there", shell.read(created.handle()));
    shell.close(created.handle());
    Shell.assertRefused(Errno.EEXIST, () -> shell.create("f"));
    shell.mkdir("d");
    Shell.assertRefused(
        Errno.EISDIR,
        () -> Shell.await(files.create(MountedTree.ROOT, Shell.name("d"), false, false)));
  }
}
