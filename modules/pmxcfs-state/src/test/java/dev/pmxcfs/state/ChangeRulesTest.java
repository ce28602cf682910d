package dev.pmxcfs.state;

import static dev.pmxcfs.state.OpenedState.bytes;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;

/** The rules for changes of the tree (operations, section 5.1), operation by operation. */
public class ChangeRulesTest {

  private static final int MIB = 1024 * 1024;
  private static final int LATER = 100;

  @Rule public OpenedState opened = new OpenedState();

  private Attributes attributes(String path) {
    return opened.entry(path).orElseThrow().attributes();
  }

  private Attributes root() {
    return opened.state().tree().root().attributes();
  }

  // what all of them have in common

  @Test
  public void everyChangeTakesTheNextGlobalVersion() throws Exception {
    assertEquals(1, opened.version());
    opened.makeDirectory("d");
    assertEquals(2, opened.version());
    opened.create("f");
    assertEquals(3, opened.version());
    opened.write("f", 0, "x", false);
    assertEquals(4, opened.version());
    assertEquals(4, attributes("f").version());
    opened.setMtime("f", 7);
    assertEquals(5, attributes("f").version());
    opened.rename("f", "d/f");
    assertEquals(6, attributes("d/f").version());
    opened.delete("d/f");
    assertEquals(7, opened.version());
    assertEquals("a directory does not change with what is in it", 2, attributes("d").version());
  }

  @Test
  public void newInodeIsTheGlobalVersion() throws Exception {
    opened.makeDirectory("d");
    assertEquals(2, attributes("d").inode());
    assertEquals(0, attributes("d").parent());
    opened.create("d/f");
    assertEquals(3, attributes("d/f").inode());
    assertEquals(2, attributes("d/f").parent());
  }

  @Test
  public void entryAndRootGetTheTimeAndTheLocalWriter() throws Exception {
    opened.clock().advance(LATER);
    opened.create("f");
    assertEquals(OpenedState.START + LATER, attributes("f").mtime());
    assertEquals(OpenedState.START + LATER, root().mtime());
    assertEquals(0, attributes("f").writer());
    assertEquals(0, root().writer());
  }

  @Test
  public void missingDirectoryIsEnoent() {
    opened.assertRefused(Errno.ENOENT, () -> opened.makeDirectory("d/e"));
    opened.assertRefused(Errno.ENOENT, () -> opened.create("d/f"));
    opened.assertRefused(Errno.ENOENT, () -> opened.write("d/f", 0, "x", false));
    opened.assertRefused(Errno.ENOENT, () -> opened.setMtime("d/f", 1));
    opened.assertRefused(Errno.ENOENT, () -> opened.delete("d/f"));
    opened.assertRefused(Errno.ENOENT, () -> opened.rename("d/f", "f"));
  }

  @Test
  public void fileInPlaceOfTheDirectoryIsEnotdir() throws Exception {
    opened.create("f");
    opened.create("g");
    opened.assertRefused(Errno.ENOTDIR, () -> opened.makeDirectory("f/d"));
    opened.assertRefused(Errno.ENOTDIR, () -> opened.create("f/g"));
    opened.assertRefused(Errno.ENOTDIR, () -> opened.write("f/g", 0, "x", false));
    opened.assertRefused(Errno.ENOTDIR, () -> opened.setMtime("f/g", 1));
    opened.assertRefused(Errno.ENOTDIR, () -> opened.rename("g", "f/g"));
  }

  @Test
  public void fileFurtherUpIsEnoent() throws Exception {
    opened.create("f");
    opened.assertRefused(Errno.ENOENT, () -> opened.makeDirectory("f/d/e"));
    opened.assertRefused(Errno.ENOENT, () -> opened.delete("f/g"));
  }

  @Test
  public void emptyNameDotAndDotDotAreEacces() throws Exception {
    opened.makeDirectory("d");
    opened.create("f");
    for (String path : new String[] {"", "/", ".", "d/.", "d/..", ".."}) {
      opened.assertRefused(Errno.EACCES, () -> opened.makeDirectory(path));
      opened.assertRefused(Errno.EACCES, () -> opened.create(path));
      opened.assertRefused(Errno.EACCES, () -> opened.write(path, 0, "x", false));
      opened.assertRefused(Errno.EACCES, () -> opened.setMtime(path, 1));
      opened.assertRefused(Errno.EACCES, () -> opened.rename("f", path));
    }
  }

  @Test
  public void nulInAPathIsEinval() {
    opened.assertRefused(Errno.EINVAL, () -> opened.create("a\0b"));
    opened.assertRefused(Errno.EINVAL, () -> opened.rename("a", "\0"));
  }

  @Test
  public void emptyNamesOfAPathDoNotCount() throws Exception {
    opened.makeDirectory("//d/");
    opened.put("/d//f", "x");
    assertEquals(Optional.of("x"), opened.config("d/f"));
  }

  @Test
  public void namesAreBytes() throws Exception {
    byte[] path = {(byte) 0xff, '"', '\\', '\n'};
    opened.writer().create(path);
    opened.writer().write(path, 0, bytes("x"), false);
    opened.reopen();
    assertArrayEquals(
        bytes("x"), opened.state().config(ByteString.copyOf(path, 0, path.length)).orElseThrow());
  }

  // mkdir

  @Test
  public void makeDirectory() throws Exception {
    opened.makeDirectory("d");
    assertTrue(opened.entry("d").orElseThrow() instanceof Directory d && d.isEmpty());
  }

  @Test
  public void makeDirectoryWhereSomethingIsIsEexist() throws Exception {
    opened.makeDirectory("d");
    opened.create("f");
    opened.assertRefused(Errno.EEXIST, () -> opened.makeDirectory("d"));
    opened.assertRefused(Errno.EEXIST, () -> opened.makeDirectory("f"));
  }

  // create

  @Test
  public void createdFileIsEmpty() throws Exception {
    opened.create("f");
    assertEquals(Optional.of(""), opened.config("f"));
  }

  @Test
  public void createWhereAFileIsIsEexist() throws Exception {
    opened.put("f", "x");
    opened.assertRefused(Errno.EEXIST, () -> opened.create("f"));
    assertEquals(Optional.of("x"), opened.config("f"));
  }

  @Test
  public void createWhereADirectoryIsIsEnotdir() throws Exception {
    opened.makeDirectory("d");
    opened.assertRefused(Errno.ENOTDIR, () -> opened.create("d"));
  }

  // write

  @Test
  public void writeKeepsWhatIsBehindIt() throws Exception {
    opened.put("f", "abcdef");
    opened.write("f", 1, "XY", false);
    assertEquals(Optional.of("aXYdef"), opened.config("f"));
  }

  @Test
  public void truncatingWriteEndsTheFile() throws Exception {
    opened.put("f", "abcdef");
    opened.write("f", 1, "XY", true);
    assertEquals(Optional.of("aXY"), opened.config("f"));
    opened.write("f", 0, "", true);
    assertEquals(Optional.of(""), opened.config("f"));
  }

  @Test
  public void writeBehindTheEndFillsTheGapWithZeros() throws Exception {
    opened.put("f", "ab");
    opened.write("f", 4, "X", false);
    assertEquals(Optional.of("ab\0\0X"), opened.config("f"));
    opened.write("f", 7, "Y", true);
    assertEquals(Optional.of("ab\0\0X\0\0Y"), opened.config("f"));
  }

  @Test
  public void writeOfNothingBehindTheEndMakesTheFileLonger() throws Exception {
    opened.put("f", "ab");
    opened.write("f", 4, "", true);
    assertEquals(Optional.of("ab\0\0"), opened.config("f"));
  }

  /** The C server then answers with an empty payload, and the length is lost at the next start. */
  @Test
  public void defectD14_emptyFileMadeLongerHasZeros() throws Exception {
    opened.create("f");
    opened.write("f", 3, "", true);
    assertEquals(Optional.of("\0\0\0"), opened.config("f"));
    opened.reopen();
    assertEquals(Optional.of("\0\0\0"), opened.config("f"));
  }

  @Test
  public void fileOfOneMebibyteIsTheLargest() throws Exception {
    opened.create("f");
    opened.write("f", 0, "x".repeat(MIB), false);
    opened.write("f", MIB - 1, "y", false);
    opened.write("f", MIB, "", false);
    assertEquals(MIB, opened.config("f").orElseThrow().length());
    opened.assertRefused(Errno.EFBIG, () -> opened.write("f", MIB, "y", false));
    opened.assertRefused(Errno.EFBIG, () -> opened.write("f", MIB + 1, "", false));
    opened.assertRefused(Errno.EFBIG, () -> opened.overwrite("f", "x".repeat(MIB + 1)));
    opened.assertRefused(Errno.EFBIG, () -> opened.write("f", Long.MAX_VALUE, "y", false));
  }

  @Test
  public void tooLargeIsSaidBeforeMissing() {
    opened.assertRefused(Errno.EFBIG, () -> opened.write("d/f", MIB, "y", false));
  }

  @Test
  public void writeBeforeTheStartIsEinval() throws Exception {
    opened.create("f");
    opened.assertRefused(Errno.EINVAL, () -> opened.write("f", -1, "xx", false));
  }

  @Test
  public void writeToMissingFileIsEnoent() {
    opened.assertRefused(Errno.ENOENT, () -> opened.write("f", 0, "x", false));
  }

  @Test
  public void writeToDirectoryIsEnotdir() throws Exception {
    opened.makeDirectory("d");
    opened.assertRefused(Errno.ENOTDIR, () -> opened.write("d", 0, "x", false));
  }

  @Test
  public void callerMayUseItsArraysAgain() throws Exception {
    byte[] path = bytes("f");
    byte[] data = bytes("x");
    opened.create("f");
    opened.writer().write(path, 0, data, false);
    path[0] = 'g';
    data[0] = 'y';
    assertEquals(Optional.of("x"), opened.config("f"));
  }

  // put

  @Test
  public void putCreatesAndReplaces() throws Exception {
    putWhole("f", "longer");
    assertEquals(Optional.of("longer"), opened.config("f"));
    putWhole("f", "x");
    assertEquals(Optional.of("x"), opened.config("f"));
    putWhole("f", "");
    assertEquals(Optional.of(""), opened.config("f"));
  }

  /** As the C server counts the calls that its file system gets. */
  @Test
  public void putCountsAsCreateOrTruncateAndWrite() throws Exception {
    putWhole("user.cfg", "x");
    assertEquals(3, opened.version());
    assertEquals(3, opened.counter("user.cfg"));
    putWhole("user.cfg", "y");
    assertEquals(5, opened.version());
    assertEquals(5, opened.counter("user.cfg"));
    putWhole("user.cfg", "");
    assertEquals(6, opened.version());
  }

  @Test
  public void refusedPutLeavesNothing() throws Exception {
    opened.makeDirectory("d");
    putWhole("f", "x");
    String tooLarge = "x".repeat(MIB + 1);
    opened.assertRefused(Errno.EFBIG, () -> putWhole("f", tooLarge));
    opened.assertRefused(Errno.EFBIG, () -> putWhole("new", tooLarge));
    opened.assertRefused(Errno.ENOTDIR, () -> putWhole("d", "x"));
    opened.assertRefused(Errno.ENOENT, () -> putWhole("none/f", "x"));
    opened.assertRefused(Errno.EACCES, () -> putWhole("d/..", "x"));
    opened.assertRefused(Errno.EINVAL, () -> putWhole("a\0b", "x"));
  }

  private void putWhole(String path, String contents) throws TreeException {
    opened.writer().put(bytes(path), bytes(contents));
  }

  // mtime

  @Test
  public void mtimeOfFilesAndDirectories() throws Exception {
    opened.makeDirectory("d");
    opened.put("d/f", "x");
    opened.setMtime("d/f", 1);
    opened.setMtime("d", 0xFFFF_FFFFL);
    assertEquals(1, attributes("d/f").mtime());
    assertEquals(-1, attributes("d").mtime());
    assertEquals("the root has the time of the last change", -1, root().mtime());
    assertEquals(Optional.of("x"), opened.config("d/f"));
    opened.reopen();
    assertEquals(-1, attributes("d").mtime());
  }

  @Test
  public void mtimeOfWhatIsMissingIsEnoent() {
    opened.assertRefused(Errno.ENOENT, () -> opened.setMtime("f", 1));
  }

  // delete

  @Test
  public void deleteFilesAndEmptyDirectories() throws Exception {
    opened.makeDirectory("d");
    opened.create("d/f");
    opened.delete("d/f");
    opened.delete("d");
    assertTrue(opened.entry("d").isEmpty());
  }

  @Test
  public void deleteDirectoryThatIsNotEmptyIsEnotempty() throws Exception {
    opened.makeDirectory("d");
    opened.create("d/f");
    opened.assertRefused(Errno.ENOTEMPTY, () -> opened.delete("d"));
  }

  @Test
  public void deleteRootIsEacces() {
    opened.assertRefused(Errno.EACCES, () -> opened.delete(""));
    opened.assertRefused(Errno.EACCES, () -> opened.delete("/"));
  }

  @Test
  public void inodeOfADeletedFileIsNotUsedAgain() throws Exception {
    opened.create("f");
    long inode = attributes("f").inode();
    opened.delete("f");
    opened.create("f");
    assertEquals(inode + 2, attributes("f").inode());
  }

  // rename

  @Test
  public void renameKeepsInodeAndContents() throws Exception {
    opened.makeDirectory("d");
    opened.put("f", "x");
    long inode = attributes("f").inode();
    opened.clock().advance(LATER);
    opened.rename("f", "d/g");
    assertTrue(opened.entry("f").isEmpty());
    assertEquals(Optional.of("x"), opened.config("d/g"));
    Attributes renamed = attributes("d/g");
    assertEquals(inode, renamed.inode());
    assertEquals(attributes("d").inode(), renamed.parent());
    assertEquals(OpenedState.START + LATER, renamed.mtime());
    assertEquals("g", renamed.name().toString());
  }

  @Test
  public void renameReplacesItsTarget() throws Exception {
    opened.put("f", "new");
    opened.put("g", "old");
    long version = opened.version();
    opened.rename("f", "g");
    assertEquals(Optional.of("new"), opened.config("g"));
    assertEquals("one change", version + 1, opened.version());
  }

  @Test
  public void renameOfEmptyDirectoryOntoEmptyDirectory() throws Exception {
    opened.makeDirectory("d");
    opened.makeDirectory("e");
    long inode = attributes("d").inode();
    opened.rename("d", "e");
    assertEquals(inode, attributes("e").inode());
  }

  @Test
  public void renameOfDirectoryThatIsNotEmptyIsEnotempty() throws Exception {
    opened.makeDirectory("d");
    opened.create("d/f");
    opened.assertRefused(Errno.ENOTEMPTY, () -> opened.rename("d", "e"));
  }

  @Test
  public void renameOntoDirectoryThatIsNotEmptyIsEnotempty() throws Exception {
    opened.makeDirectory("d");
    opened.create("d/f");
    opened.create("g");
    opened.assertRefused(Errno.ENOTEMPTY, () -> opened.rename("g", "d"));
  }

  /** The C server has then lost the target in its memory, but not in the database. */
  @Test
  public void defectD13_refusedRenameLeavesItsTarget() throws Exception {
    opened.makeDirectory("d");
    opened.create("d/f");
    opened.put("g", "x");
    opened.assertRefused(Errno.ENOTEMPTY, () -> opened.rename("d", "g"));
    assertEquals(Optional.of("x"), opened.config("g"));
    opened.reopen();
    assertEquals(Optional.of("x"), opened.config("g"));
  }

  @Test
  public void renameOfWhatIsMissingIsEnoent() {
    opened.assertRefused(Errno.ENOENT, () -> opened.rename("f", "g"));
  }

  @Test
  public void renameIntoMissingDirectoryIsEnoent() throws Exception {
    opened.create("f");
    opened.assertRefused(Errno.ENOENT, () -> opened.rename("f", "d/f"));
  }

  @Test
  public void renameOfRootIsEacces() {
    opened.assertRefused(Errno.EACCES, () -> opened.rename("/", "d"));
  }

  /** The C server relies on the kernel for this and the next one. */
  @Test
  public void renameOfDirectoryIntoItselfIsEinval() throws Exception {
    opened.makeDirectory("d");
    opened.assertRefused(Errno.EINVAL, () -> opened.rename("d", "d/e"));
  }

  @Test
  public void renameOntoItselfChangesNothing() throws Exception {
    opened.put("f", "x");
    long version = opened.version();
    opened.rename("f", "/f");
    assertEquals(Optional.of("x"), opened.config("f"));
    assertEquals(version, opened.version());
  }

  // what readers see

  @Test
  public void readersKeepTheTreeTheyHave() throws Exception {
    opened.put("f", "x");
    var before = opened.state().tree();
    opened.overwrite("f", "y");
    opened.delete("f");
    assertTrue(
        before.root().children().iterator().next() instanceof RegularFile file
            && file.data()[0] == 'x');
    assertFalse(opened.entry("f").isPresent());
  }
}
