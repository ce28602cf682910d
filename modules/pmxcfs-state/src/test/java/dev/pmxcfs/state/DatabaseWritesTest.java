package dev.pmxcfs.state;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.change.ImportedEntry;
import dev.pmxcfs.state.change.ImportedEntry.ImportedDirectory;
import dev.pmxcfs.state.change.ImportedEntry.ImportedFile;
import dev.pmxcfs.state.replica.WriteStatus;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;

/** What changes leave in the database (operations, section 6, "Write"; item 135). */
public class DatabaseWritesTest {

  private static final String ALL_ROWS =
      "select group_concat(r, char(10)) from (select inode||' '||parent||' '||version||' '||writer"
          + "||' '||type||' '||name||' '||quote(data) as r from tree order by inode)";
  private static final int GUESTS = 1000;

  @Rule public OpenedState opened = new OpenedState();

  private void assertRows(String... rows) throws Exception {
    assertEquals(String.join("\n", rows), opened.database().query(ALL_ROWS));
  }

  @Test
  public void item135_rowsAreWrittenByEachChange() throws Exception {
    assertRows("0 0 1 0 8 __version__ NULL");
    opened.makeDirectory("d");
    assertRows("0 0 2 0 8 __version__ NULL", "2 0 2 0 4 d NULL");
    opened.create("d/f");
    assertRows("0 0 3 0 8 __version__ NULL", "2 0 2 0 4 d NULL", "3 2 3 0 8 f NULL");
    opened.write("d/f", 0, "A", false);
    assertRows("0 0 4 0 8 __version__ NULL", "2 0 2 0 4 d NULL", "3 2 4 0 8 f X'41'");
    opened.create("g");
    opened.rename("d/f", "g");
    assertRows("0 0 6 0 8 __version__ NULL", "2 0 2 0 4 d NULL", "3 0 6 0 8 g X'41'");
    opened.delete("d");
    assertRows("0 0 7 0 8 __version__ NULL", "3 0 6 0 8 g X'41'");
  }

  @Test
  public void item135_namesAreText() throws Exception {
    opened.create("f");
    assertEquals("text", opened.database().query("select typeof(name) from tree where inode=2"));
  }

  @Test
  public void restartLoadsTheSameTree() throws Exception {
    opened.makeDirectories("nodes/a/qemu-server");
    opened.put("nodes/a/qemu-server/100.conf", "name: a\n");
    opened.put("f", "x");
    opened.rename("f", "g");
    String before = TreeText.of(opened.state().tree());
    opened.reopen();
    assertEquals(before, TreeText.of(opened.state().tree()));
  }

  /** With the C server the new file takes the inode, and so the row, of an old one. */
  @Test
  public void defectD10_newFilesTakeNoInodeOfADatabaseWithoutAVersion() throws Exception {
    opened.put("a", "A");
    opened.put("b", "B");
    opened.state().close();
    opened.database().execute("delete from tree where inode=0");
    opened.reopen();
    assertNewFilesTakeNoInode();
  }

  @Test
  public void defectD10_newFilesTakeNoInodeAboveTheVersion() throws Exception {
    opened.put("a", "A");
    opened.put("b", "B");
    opened.state().close();
    opened.database().execute("update tree set version=1 where inode=0");
    opened.reopen();
    assertNewFilesTakeNoInode();
  }

  private void assertNewFilesTakeNoInode() throws Exception {
    for (String name : new String[] {"c", "d", "e", "f"}) {
      opened.put(name, name);
    }
    opened.reopen();
    assertEquals(Optional.of("A"), opened.config("a"));
    assertEquals(Optional.of("B"), opened.config("b"));
    assertEquals(Optional.of("f"), opened.config("f"));
  }

  // a database that fails

  @Test
  public void failedWriteIsEioAndIsNotSeen() throws Exception {
    opened.put("f", "old");
    makeWritesFail();
    opened.assertRefused(Errno.EIO, () -> opened.overwrite("f", "new"));
    assertEquals(Optional.of("old"), opened.config("f"));
    assertEquals(
        "X'6F6C64'", opened.database().query("select quote(data) from tree where name='f'"));
  }

  @Test
  public void afterAFailedWriteEveryChangeIsEio() throws Exception {
    opened.put("f", "old");
    makeWritesFail();
    opened.assertRefused(Errno.EIO, () -> opened.create("g"));
    opened.database().execute("drop trigger broken");
    opened.assertRefused(Errno.EIO, () -> opened.create("g"));
    opened.assertRefused(Errno.EIO, () -> opened.makeDirectory("missing/d"));
    opened.assertRefused(Errno.EIO, () -> opened.write("f", 0, "x", false));
    opened.assertRefused(Errno.EIO, () -> opened.setMtime("f", 1));
    opened.assertRefused(Errno.EIO, () -> opened.delete("f"));
    opened.assertRefused(Errno.EIO, () -> opened.rename("f", "g"));
    assertEquals("reads go on", Optional.of("old"), opened.config("f"));
    opened.reopen();
    opened.create("g");
  }

  @Test
  public void afterAFailedWriteTheStateSaysSinceWhenAndWhy() throws Exception {
    makeWritesFail();
    assertEquals(Optional.of(new WriteStatus(0, 0, Optional.empty())), writes());
    opened.clock().advance(7);
    opened.assertRefused(Errno.EIO, () -> opened.create("g"));
    opened.clock().advance(1);
    opened.assertRefused(Errno.EIO, () -> opened.create("g"));
    WriteStatus writes = writes().orElseThrow();
    assertEquals(2, writes.errors());
    WriteStatus.Failure failure = writes.failure().orElseThrow();
    assertEquals((OpenedState.START + 7) * 1000, failure.sinceMillis());
    assertTrue(failure.reason(), failure.reason().startsWith(opened.state().source().path()));
    assertTrue(failure.reason(), failure.reason().contains("broken"));
    opened.database().execute("drop trigger broken");
    opened.reopen();
    assertEquals(0, writes().orElseThrow().errors());
  }

  private Optional<WriteStatus> writes() {
    return opened.state().source().writes();
  }

  /** As after a full disk, when SQLite rolls back by itself. */
  @Test
  public void failedWriteThatSqliteRolledBackIsTheSame() throws Exception {
    opened.put("f", "old");
    makeWritesFail("rollback");
    TreeException refused = assertThrows(TreeException.class, () -> opened.overwrite("f", "new"));
    assertEquals(Errno.EIO, refused.errno());
    assertTrue(refused.getMessage(), refused.getMessage().contains("broken"));
    Throwable reason = refused.getCause().getCause();
    assertEquals("that there was nothing to roll back", 1, reason.getSuppressed().length);
    opened.assertRefused(Errno.EIO, () -> opened.delete("f"));
    opened.database().execute("drop trigger broken");
    opened.reopen();
    assertEquals(Optional.of("old"), opened.config("f"));
  }

  private void makeWritesFail() throws Exception {
    makeWritesFail("abort");
  }

  /** Lets the version row be refused, which is the last of a transaction. */
  private void makeWritesFail(String how) throws Exception {
    opened
        .database()
        .execute(
            "create trigger broken before insert on tree when new.inode=0"
                + " begin select raise("
                + how
                + ", 'broken'); end");
  }

  @Test
  public void afterCloseEveryChangeIsEioAndReadsGoOn() throws Exception {
    opened.put("f", "x");
    opened.state().close();
    opened.assertRefused(Errno.EIO, () -> opened.delete("f"));
    assertEquals(Optional.of("x"), opened.config("f"));
  }

  // import

  @Test
  public void importMakesDirectoriesAndOverwritesFiles() throws Exception {
    opened.put("storage.cfg", "old contents");
    opened.put("other", "stays");
    opened
        .writer()
        .importAll(
            List.of(
                file("storage.cfg", "new"),
                file("nodes/a/qemu-server/100.conf", "name: a\n"),
                new ImportedDirectory(OpenedState.bytes("nodes/a/lxc")),
                new ImportedDirectory(OpenedState.bytes("nodes")),
                new ImportedDirectory(OpenedState.bytes("/")),
                file("empty", "")));
    assertEquals(Optional.of("new"), opened.config("storage.cfg"));
    assertEquals(Optional.of("stays"), opened.config("other"));
    assertEquals(Optional.of(""), opened.config("empty"));
    assertTrue(opened.entry("nodes/a/lxc").isPresent());
    assertEquals("100:a/qemu", opened.guests(false));
    String before = TreeText.of(opened.state().tree());
    opened.reopen();
    assertEquals(before, TreeText.of(opened.state().tree()));
  }

  @Test
  public void importIsOneTransaction() throws Exception {
    opened.put("f", "old");
    String before = opened.database().query(ALL_ROWS);
    opened.assertRefused(
        Errno.EEXIST,
        () ->
            opened
                .writer()
                .importAll(
                    List.of(
                        file("f", "new"),
                        file("nodes/a/lxc/100.conf", "x"),
                        file("nodes/b/lxc/100.conf", "x"))));
    opened.assertRefused(
        Errno.ENOTDIR, () -> opened.writer().importAll(List.of(file("g", ""), file("f/g", ""))));
    opened.assertRefused(
        Errno.ENOTDIR,
        () -> opened.writer().importAll(List.of(new ImportedDirectory(OpenedState.bytes("f")))));
    assertEquals(before, opened.database().query(ALL_ROWS));
    makeWritesFail();
    opened.assertRefused(
        Errno.EIO, () -> opened.writer().importAll(List.of(file("g", ""), file("f", "new"))));
    assertEquals(before, opened.database().query(ALL_ROWS));
  }

  @Test
  public void importOfNothingIsNoChange() throws Exception {
    long version = opened.version();
    opened.writer().importAll(List.of());
    assertEquals(version, opened.version());
  }

  @Test
  public void importOfManyGuests() throws Exception {
    List<ImportedEntry> guests = new ArrayList<>();
    for (int vmid = 100; vmid < 100 + GUESTS; vmid++) {
      guests.add(file("nodes/a/qemu-server/" + vmid + ".conf", "name: vm" + vmid + "\n"));
    }
    opened.writer().importAll(guests);
    assertEquals(2 * GUESTS, opened.listVersion());
    String list = opened.guests(false);
    opened.reopen();
    assertEquals(list, opened.guests(false));
    assertEquals(GUESTS, list.split(" ").length);
  }

  @Test
  public void refusedImportNamesTheFile() {
    TreeException refused =
        assertThrows(
            TreeException.class,
            () -> opened.writer().importAll(List.of(file("a", ""), file("b/..", ""))));
    assertTrue(refused.getMessage(), refused.getMessage().contains("/b/.."));
  }

  private static ImportedEntry file(String path, String contents) {
    return new ImportedFile(OpenedState.bytes(path), OpenedState.bytes(contents));
  }
}
