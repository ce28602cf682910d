package dev.pmxcfs.state;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.database.DatabaseContents;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.database.Fault;
import dev.pmxcfs.state.tree.ConfigPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** All that is wrong with a database is named, with what mends it, and nothing is lost by that. */
public class DatabaseContentsTest {

  private static final int PAGE_SIZE = 4096;

  /** Each mend may bring something to light that was hidden. */
  private static final int ROUNDS = 5;

  /** Rows that a sound table would not take. */
  private static final String WITHOUT_CHECKS =
      "pragma writable_schema=on; update sqlite_schema set sql='CREATE TABLE tree(inode INTEGER"
          + " PRIMARY KEY, parent, version, writer, mtime, type, name, data)' where name='tree';"
          + " pragma writable_schema=off; vacuum";

  @Rule public TemporaryFolder folder = new TemporaryFolder();

  private RecordedDatabase database;

  @Before
  public void makeBaseDatabase() throws SQLException {
    database = RecordedDatabase.create(folder.getRoot().toPath(), RecordedDatabase.BASE_11);
    database.execute("update tree set version=500 where inode=0");
  }

  private static String insert(
      int inode, Object parent, Object type, String name, Object data, Object version) {
    return "insert into tree values(%s,%s,%s,0,1,%s,%s,%s);"
        .formatted(inode, parent, version, type, name, data);
  }

  private static String file(int inode, Object parent, String name) {
    return insert(inode, parent, 8, "'" + name + "'", "x'41'", inode);
  }

  private static String directory(int inode, Object parent, String name) {
    return insert(inode, parent, 4, "'" + name + "'", "NULL", inode);
  }

  @Test
  public void aSoundDatabaseHasNone() throws Exception {
    assertFaults();
    DatabaseContents contents = DatabaseContents.readSound(database.file());
    assertEquals(Files.size(database.file()), contents.size());
  }

  @Test
  public void aSingleFaultIsNotTheFirstOfSome() throws Exception {
    database.execute(file(100, 77, "a"));
    DatabaseException refused =
        assertThrows(DatabaseException.class, () -> DatabaseContents.readSound(database.file()));
    String message = refused.getMessage();
    assertTrue(message, message.contains("is in a missing directory; 'config check' tells"));
  }

  @Test
  public void anotherProgramsDatabaseIsNamedForThat() throws Exception {
    database.execute("create table other as select * from tree; drop table tree");
    assertNotOurs("it has no table named tree");
    database.execute("create view tree as select * from other");
    assertNotOurs("its tree is not a plain table");
  }

  private void assertNotOurs(String reason) {
    DatabaseException refused =
        assertThrows(DatabaseException.class, () -> DatabaseContents.read(database.file()));
    assertEquals(
        database.file() + ": is not a database of pmxcfs: " + reason, refused.getMessage());
  }

  @Test
  public void duplicateNames() throws Exception {
    database.execute(file(100, 0, "storage.cfg") + file(101, 0, "storage.cfg"));
    assertFaults("duplicate name: inode 7 (", "duplicate name: inode 100 (");
    assertEquals("A", contentsAfterMending("storage.cfg"));
  }

  @Test
  public void ofTwoDirectoriesWithOneNameNeitherIsLost() throws Exception {
    database.execute(directory(100, 0, "nodes") + file(101, 100, "f"));
    assertFaults("duplicate name: inode ");
    assertEquals("A", contentsAfterMending("nodes/f"));
    assertTrue(mended().tree().find(ConfigPath.of("nodes.inode-2/testnode")).isPresent());
  }

  @Test
  public void duplicateGuests() throws Exception {
    database.execute(file(100, 9, "100.conf") + file(101, 9, "00100.conf"));
    assertFaults("duplicate VMID 100: nodes/testnode/qemu-server/100.conf and ");
    assertEquals("A", contentsAfterMending("nodes/testnode/lxc/100.conf"));
  }

  @Test
  public void ofTwoGuestsOfOneVersionTheSecondIsSetAside() throws Exception {
    database.execute("update tree set version=9 where name='100.conf'");
    database.execute(file(100, 9, "100.conf") + "update tree set version=9 where inode=100");
    Fault fault = DatabaseContents.read(database.file()).faults().get(0);
    assertTrue(fault.what(), fault.what().startsWith("duplicate VMID 100: "));
    String second = fault.what().replaceAll(".* and ", "");
    String inode = second.contains("/lxc/") ? "100" : "5";
    assertEquals(
        "UPDATE tree SET name = name || '.inode-" + inode + "' WHERE inode = " + inode + ";",
        fault.mend());
  }

  @Test
  public void orphansAndWhatIsInFiles() throws Exception {
    database.execute(file(100, 77, "a") + file(101, 7, "b") + directory(102, 78, "c"));
    database.execute(file(103, 102, "d"));
    assertFaults(
        "inode 100 ('a', parent 77, version 100) is in a missing directory",
        "inode 101 ('b', parent 7, version 101) is in inode 7 ('storage.cfg'",
        "inode 102 ('c', parent 78, version 102) is in a missing directory");
    assertEquals("A", contentsAfterMending("c.inode-102/d"));
  }

  @Test
  public void eachCircleOfDirectories() throws Exception {
    database.execute(directory(100, 100, "self"));
    database.execute(directory(101, 102, "a") + directory(102, 101, "b") + file(103, 102, "f"));
    assertFaults(
        "inode 100 ('self', parent 100, version 100) is not below the root",
        "inode 101 ('a', parent 102, version 101) is not below the root");
    assertEquals("A", contentsAfterMending("a.inode-101/b/f"));
  }

  @Test
  public void unknownTypesAndDirectoriesWithContents() throws Exception {
    database.execute(insert(100, 0, 7, "'a'", "x'41'", 100) + insert(101, 0, 1, "'b'", "NULL", 9));
    database.execute(file(102, 101, "f") + insert(103, 0, 4, "'c'", "x'41'", 103));
    assertFaults(
        "inode 100 ('a', parent 0, version 100) has unknown type 7",
        "inode 101 ('b', parent 0, version 9) has unknown type 1",
        "directory inode 103 ('c', parent 0, version 103) contains data");
    assertEquals("what can be saved", "A", contents("a"));
    assertEquals("A", contentsAfterMending("a"));
    assertEquals("A", contentsAfterMending("b/f"));
    assertEquals("A", contentsAfterMending("c"));
  }

  @Test
  public void theContentsOfADirectoryAreNotLost() throws Exception {
    database.execute(insert(100, 0, 4, "'d'", "x'41'", 100) + file(101, 100, "f"));
    assertFaults("directory inode 100 ('d', parent 0, version 100) contains data");
    assertEquals("A", contentsAfterMending("d/f"));
    assertEquals("A", contentsAfterMending("d.data-of-inode-100"));
  }

  @Test
  public void namesThatNoFileCanHave() throws Exception {
    database.execute(
        file(100, 0, "") + file(101, 0, "a/b") + file(102, 0, "..") + file(103, 0, "."));
    database.execute(
        insert(104, 0, 8, "cast(x'610062' as text)", "x'41'", 104)
            + insert(105, 0, 8, "cast(x'c328' as text)", "x'41'", 105)
            + file(106, 0, "x".repeat(1025)));
    assertFaults(
        "inode 100 ('', parent 0, version 100) has no name",
        "a slash",
        "means another directory",
        "means another directory",
        "a NUL",
        "is not UTF-8",
        "is longer than 1024 bytes");
    assertEquals("A", contentsAfterMending("inode-105"));
  }

  @Test
  public void columnsWithoutNumbers() throws Exception {
    database.execute(WITHOUT_CHECKS);
    database.execute(insert(100, "NULL", 8, "'a'", "x'41'", "NULL"));
    database.execute(insert(101, 0, "'x'", "NULL", "x'41'", "2.5"));
    assertFaults(
        "inode 100 has no parent",
        "inode 100 has no version",
        "inode 101 has something else than a number as its version",
        "inode 101 has something else than a number as its type",
        "inode 101 ('', parent 0, version 101) has no name");
    assertEquals("A", contentsAfterMending("a"));
    assertEquals("A", contentsAfterMending("inode-101"));
  }

  /** SQLite finds them too, and cannot name them. */
  @Test
  public void rowsThatBreakWhatTheTableDeclares() throws Exception {
    database.execute(
        "pragma ignore_check_constraints=on; " + insert(100, "'x'", 8, "'a'", "x'41'", 100));
    assertFaults("inode 100 has something else than a number as its parent");
    assertEquals("A", contentsAfterMending("a"));
  }

  @Test
  public void theVersionRow() throws Exception {
    database.execute("update tree set version=3 where inode=0");
    assertFaults("the global version is 3, but there are entries up to 9");
    database.execute("update tree set name='foo', type=7, data=NULL where inode=0");
    assertFaults("unexpected name 'foo'", "the root's row has unknown type 7", "version is 3");
    mended();
    database.execute("update tree set type=4, data=x'41' where inode=0");
    assertFaults("the root's row contains data");
    mended();
    database.execute("delete from tree where inode=0");
    assertFaults("there is no global version");
    mended();
    assertEquals("9", database.query("select version from tree where inode=0"));
  }

  @Test
  public void aTableWithoutItsKey() throws Exception {
    database.execute(
        "create table copy as select * from tree; drop table tree; alter table copy rename to tree");
    database.execute(insert(7, 0, 8, "'storage.cfg'", "x'41'", 400));
    database.execute(insert(0, 0, 8, "'__version__'", "NULL", 501));
    assertFaults(
        "the table tree has no primary key",
        "two rows have the inode of inode 7 (",
        "there are two rows with the global version");
    database.execute(insert(100, 0, 8, "'a'", "x'41'", 100).replace("(100,", "(NULL,"));
    assertFaults(
        "the table tree has no primary key",
        "two rows have the inode of inode 7 (",
        "there are two rows with the global version",
        "a row has no inode");
    assertEquals("A", contentsAfterMending("storage.cfg"));
    assertEquals("501", database.query("select version from tree where inode=0"));
  }

  @Test
  public void whatWouldChangeWhatIsWritten() throws Exception {
    database.execute(
        "create trigger \"a \"\"b\" before insert on tree begin select raise(ignore); end");
    assertFaults("trigger 'a \"b' changes what is written");
    mended();
    assertEquals("0", database.query("select count(*) from sqlite_schema where type='trigger'"));
  }

  /** SQLite would remove the file of the same name in another directory, and not count it. */
  @Test
  public void indexesThatCostOtherRows() throws Exception {
    database.execute("create unique index \"u\" on tree(name) where type = 8");
    database.execute("create index plain on tree(name, parent)");
    assertFaults("index 'u' is more than an index of columns");
    mended();
    assertEquals("plain", database.query("select name from sqlite_schema where type='index'"));
  }

  @Test
  public void tablesThatAreDeclaredWithMore() throws Exception {
    for (String more : List.of("extra text", "twice as (version * 2)", "wide default 1")) {
      database.execute("alter table tree add column " + more);
      assertFaults("the table tree is declared with more than pmxcfs's: " + more);
      assertEquals("x\n", contentsAfterMending("storage.cfg"));
    }
  }

  @Test
  public void valuesThatAreTooLarge() throws Exception {
    database.execute(file(100, 0, "large") + file(101, 0, "larger"));
    database.execute("update tree set data=zeroblob(2097152) where inode=100");
    assertFaults();
    database.execute("update tree set data=zeroblob(2097153) where inode=101");
    database.execute("update tree set name=printf('%.4096c', 'n') where inode=100");
    assertFaults(
        "inode 101 has 2097153 bytes, of 2097152 at the most",
        "its name is longer than 1024 bytes");
    database.execute("update tree set name=printf('%.4097c', 'n') where inode=100");
    assertFaults(
        "inode 101 has 2097153 bytes, of 2097152 at the most",
        "inode 100 has a name of 4097 bytes");
  }

  /** C's own sizes; the version row stands for the root. */
  @Test
  public void moreRowsThanAConfigurationHas() throws Exception {
    database.execute(rows(262_144 - 7));
    assertFaults();
    database.execute("insert into tree values(1000000, 0, 1, 0, 0, 8, 'one', null)");
    assertTooLarge("more than 262144 files and directories");
  }

  private static String rows(int count) {
    return "with recursive n(i) as (select 1 union all select i + 1 from n where i < "
        + count
        + ") insert into tree select i + 100, 0, 1, 0, 0, 8, 'f' || i, null from n;"
        + " update tree set version = 2000000 where inode = 0";
  }

  @Test
  public void moreBytesThanAConfigurationHas() throws Exception {
    database.execute(rows(128).replace("null", "zeroblob(1048576)"));
    assertTooLarge("files of more than 134217728 bytes in all");
    database.execute("delete from tree where inode in (5, 7)");
    assertFaults();
  }

  @Test
  public void longerNamesThanAConfigurationHas() throws Exception {
    database.execute(rows(16_400).replace("'f' || i", "printf('%.4090c%d', 'n', i)"));
    assertTooLarge("names of more than 66846720 bytes in all");
  }

  private void assertTooLarge(String what) throws Exception {
    DatabaseException refused =
        assertThrows(DatabaseException.class, () -> DatabaseContents.read(database.file()));
    assertEquals(database.file() + ": is too large: it has " + what, refused.getMessage());
  }

  @Test
  public void allFaultsAreNamedAtOnce() throws Exception {
    database.execute(file(100, 0, "storage.cfg") + file(101, 77, "a") + directory(102, 102, "b"));
    database.execute(file(103, 9, "100.conf") + insert(104, 0, 7, "'c'", "NULL", 104));
    assertFaults(
        "unknown type", "duplicate name", "missing directory", "not below", "duplicate VMID");
    DatabaseException refused =
        assertThrows(DatabaseException.class, () -> DatabaseContents.readSound(database.file()));
    String message = refused.getMessage();
    assertTrue(message, message.contains("(the first of 5 faults)"));
    assertTrue(message, message.contains("'config check' tells what mends it"));
  }

  /** As many as are given, in any order; a server refuses those that the C server does. */
  private void assertFaults(String... expected) throws Exception {
    List<Fault> faults = DatabaseContents.read(database.file()).faults();
    for (String part : expected) {
      assertTrue(faults + ": " + part, faults.stream().anyMatch(f -> f.what().contains(part)));
    }
    assertEquals(faults.toString(), expected.length, faults.size());
    if (faults.stream().anyMatch(Fault::refused)) {
      byte[] before = Files.readAllBytes(database.file());
      assertThrows(DatabaseException.class, () -> ClusterState.open(database.options()).close());
      assertArrayEquals(before, Files.readAllBytes(database.file()));
    }
  }

  /** Does what the faults say until there are none. */
  private DatabaseContents mended() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      List<Fault> faults = DatabaseContents.read(database.file()).faults();
      if (faults.isEmpty()) {
        break;
      }
      for (Fault fault : faults) {
        if (fault.mend().endsWith(";")) {
          database.execute(fault.mend());
        }
      }
    }
    DatabaseContents contents = DatabaseContents.read(database.file());
    assertEquals(List.of(), contents.faults());
    ClusterState.open(database.options()).close();
    return contents;
  }

  private String contents(String path) throws Exception {
    DatabaseContents contents = DatabaseContents.read(database.file());
    return new String(contents.tree().file(ConfigPath.of(path)).orElseThrow());
  }

  private String contentsAfterMending(String path) throws Exception {
    return new String(mended().tree().file(ConfigPath.of(path)).orElseThrow());
  }

  // damaged pages

  private static final int FILES = 60;

  private byte[] manyPages() throws Exception {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < FILES; i++) {
      int inode = 1000 + 10 * i;
      rows.append(file(inode, 0, "f" + i).replace("x'41'", "randomblob(" + 97 * i + ")"));
    }
    database.execute(rows + "update tree set version=5000 where inode=0; pragma journal_mode=wal");
    database.execute("delete from tree where name in ('f50', 'f51')");
    return Files.readAllBytes(database.file());
  }

  /** Whichever page is damaged, it is a sentence, and what can be read can be rescued. */
  @Test
  public void aDamagedPageOfAnyKind() throws Exception {
    byte[] sound = manyPages();
    int pages = sound.length / PAGE_SIZE;
    assertTrue(pages + " pages", pages > 30);
    Random random = new Random(1);
    int noticed = 0;
    for (int page = 0; page < pages; page++) {
      byte[] zeroed = sound.clone();
      int from = page == 0 ? 100 : page * PAGE_SIZE;
      Arrays.fill(zeroed, from, (page + 1) * PAGE_SIZE, (byte) 0);
      noticed += isNoticed(zeroed);
      byte[] noise = sound.clone();
      for (int i = from; i < (page + 1) * PAGE_SIZE; i++) {
        noise[i] = (byte) random.nextInt();
      }
      noticed += isNoticed(noise);
      if (page > 0) {
        noticed += isNoticed(Arrays.copyOf(sound, page * PAGE_SIZE + PAGE_SIZE / 3));
      }
    }
    assertTrue(noticed + " of " + 3 * pages, noticed > pages);
  }

  private int isNoticed(byte[] bytes) throws Exception {
    Files.write(database.file(), bytes);
    try {
      DatabaseContents contents = DatabaseContents.read(database.file());
      contents.faults().forEach(fault -> assertIsSentence(fault.what()));
      if (contents.faults().stream().noneMatch(Fault::refused)) {
        ClusterState.open(database.options()).close();
        return 0;
      }
    } catch (DatabaseException e) {
      assertIsSentence(e.getMessage());
    }
    DatabaseException refused =
        assertThrows(DatabaseException.class, () -> ClusterState.open(database.options()).close());
    assertIsSentence(refused.getMessage());
    assertArrayEquals(bytes, Files.readAllBytes(database.file()));
    return 1;
  }

  private static void assertIsSentence(String message) {
    assertFalse(message, message.contains("Exception") || message.contains("org.sqlite"));
    assertFalse(message, message.contains("\n"));
  }

  @Test
  public void rowsOnBothSidesOfADamagedPageAreRescued() throws Exception {
    byte[] sound = manyPages();
    DatabaseContents before = DatabaseContents.read(database.file());
    int files = before.tree().root().files();
    int bestOfWorst = files;
    for (int page = 2; page < sound.length / PAGE_SIZE; page++) {
      byte[] damaged = sound.clone();
      Arrays.fill(damaged, page * PAGE_SIZE, (page + 1) * PAGE_SIZE, (byte) 0xff);
      Files.write(database.file(), damaged);
      int rescued = DatabaseContents.read(database.file()).tree().root().files();
      bestOfWorst = Math.min(bestOfWorst, rescued);
    }
    assertTrue(bestOfWorst + " of " + files, bestOfWorst > files / 2);
  }

  /**
   * Whatever else is damaged, each row is there once, and each gap is told by what is around it.
   */
  @Test
  public void eachGapIsToldAndNoRowIsTakenTwice() throws Exception {
    database.execute(file(900, 0, "large").replace("x'41'", "randomblob(20000)"));
    byte[] sound = manyPages();
    int files = DatabaseContents.read(database.file()).tree().root().files();
    int gaps = 0;
    int lostContents = 0;
    for (int page = 2; page < sound.length / PAGE_SIZE; page++) {
      byte[] damaged = sound.clone();
      Arrays.fill(damaged, page * PAGE_SIZE, (page + 1) * PAGE_SIZE, (byte) 0xff);
      Files.write(database.file(), damaged);
      DatabaseContents contents = DatabaseContents.read(database.file());
      int lost = files - contents.tree().root().files();
      List<String> faults = contents.faults().stream().map(Fault::what).toList();
      assertTrue(faults.toString(), faults.stream().noneMatch(fault -> fault.contains("***")));
      assertTrue(faults.toString(), faults.stream().noneMatch(what -> what.contains("two rows")));
      boolean gap = faults.stream().anyMatch(what -> what.matches("the rows .*cannot be read"));
      boolean row = faults.stream().anyMatch(what -> what.matches("the contents .*cannot be read"));
      assertEquals(faults.toString(), lost > 0, gap || row);
      if (row && !gap) {
        assertEquals("it alone", 1, lost);
        lostContents++;
      }
      gaps += gap ? 1 : 0;
    }
    assertTrue(gaps + " and " + lostContents, gaps > 0 && lostContents > 0);
  }

  @Test
  public void anIndexThatIsNotUpToDate() throws Exception {
    database.execute("create index ti on tree(name)");
    database.execute(
        "pragma writable_schema=on; update sqlite_schema set sql='CREATE INDEX ti ON tree(mtime)'"
            + " where name='ti'");
    List<Fault> faults = DatabaseContents.read(database.file()).faults();
    assertFalse(faults.isEmpty());
    assertTrue(faults.toString(), faults.get(0).what().startsWith("an index is not up to date: "));
    mended();
  }

  @Test
  public void namesInAnotherEncoding() throws Exception {
    Path file = folder.getRoot().toPath().resolve("utf16.db");
    RecordedDatabase other = RecordedDatabase.at(file);
    String script = new String(RecordedDatabase.recorded(RecordedDatabase.BASE_11));
    other.execute("pragma encoding='UTF-16le';" + script);
    Fault fault = DatabaseContents.read(file).faults().get(0);
    assertEquals("names are stored in UTF-16le, and are read as UTF-8", fault.what());
    assertTrue(fault.mend(), fault.mend().startsWith("sqlite3 " + file + " .dump | sqlite3 "));
    assertThrows(DatabaseException.class, () -> ClusterState.open(other.options()).close());
  }
}
