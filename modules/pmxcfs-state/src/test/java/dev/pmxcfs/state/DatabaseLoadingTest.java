package dev.pmxcfs.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.database.DatabaseException;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Which databases the server starts with (operations, section 6, item 134): the cases of recording
 * 11 in their order, then what no recording has.
 */
public class DatabaseLoadingTest {

  private static final String ONE_GUEST =
      "{\n\"version\": 1,\n\"ids\": {\n"
          + "\"100\": { \"node\": \"testnode\", \"type\": \"qemu\", \"version\": 1 }}\n\n}\n";
  private static final String NO_GUEST_LOADED_ONCE = "{\n\"version\": 1\n\n}\n";

  @Rule public TemporaryFolder folder = new TemporaryFolder();

  private RecordedDatabase database;

  @Before
  public void makeBaseDatabase() throws SQLException {
    database = RecordedDatabase.create(folder.getRoot().toPath(), RecordedDatabase.BASE_11);
  }

  @Test
  public void item134_unmodified() throws Exception {
    assertStarts(ONE_GUEST, 9);
  }

  /** The C server goes on from version 1 here, and later reuses inodes (defect D10). */
  @Test
  public void item134_noVersionRow_goesOnFromTheHighestNumber() throws Exception {
    database.execute("delete from tree where inode=0");
    assertStarts(ONE_GUEST, 9);
    assertEquals("8", database.query("select type from tree where inode=0"));
    assertEquals("__version__", database.query("select name from tree where inode=0"));
    assertEquals("text", database.query("select typeof(name) from tree where inode=0"));
    assertEquals("0", database.query("select writer from tree where inode=0"));
    assertEquals("null", database.query("select typeof(data) from tree where inode=0"));
  }

  @Test
  public void item134_versionRowOfAnotherName() throws Exception {
    database.execute("update tree set name='foo' where inode=0");
    assertRefused("the root's row has unexpected name 'foo'");
  }

  @Test
  public void item134_versionLowerThanEntries() throws Exception {
    database.execute("update tree set version=3 where inode=0");
    assertStarts(ONE_GUEST, 3);
  }

  @Test
  public void item134_duplicateVmid() throws Exception {
    database.execute("insert into tree values(100,9,100,0,1,8,'100.conf',x'41')");
    database.execute("update tree set version=100 where inode=0");
    assertRefused(
        "duplicate VMID 100", "nodes/testnode/qemu-server/100.conf", "nodes/testnode/lxc/100.conf");
  }

  @Test
  public void item134_missingParentDirectory() throws Exception {
    database.execute("insert into tree values(100,77,100,0,1,8,'orphan',x'41')");
    assertRefused("inode 100 ('orphan', parent 77, version 100) is in a missing directory");
  }

  @Test
  public void item134_parentIsAFile() throws Exception {
    database.execute("insert into tree values(100,7,100,0,1,8,'child',x'41')");
    assertRefused("inode 100 ('child'", "inode 7 ('storage.cfg'", "which is not a directory");
  }

  @Test
  public void item134_unknownType() throws Exception {
    database.execute("insert into tree values(100,0,100,0,1,7,'weird',x'41')");
    assertRefused("inode 100 ('weird'", "has unknown type 7");
  }

  @Test
  public void item134_typeHasEightBits() throws Exception {
    database.execute("insert into tree values(100,0,100,0,1,260,'dir260',NULL)");
    assertStarts(ONE_GUEST, 9);
    assertConfig("dir260", null);
  }

  @Test
  public void item134_directoryWithData() throws Exception {
    database.execute("insert into tree values(100,0,100,0,1,4,'dirdata',x'41')");
    assertRefused("directory inode 100 ('dirdata'", "contains data");
  }

  @Test
  public void item134_directoryWithEmptyBlob() throws Exception {
    database.execute("insert into tree values(100,0,100,0,1,4,'direb',x'')");
    assertStarts(ONE_GUEST, 9);
  }

  @Test
  public void item134_duplicateNameInOneDirectory() throws Exception {
    database.execute("insert into tree values(100,0,100,0,1,8,'storage.cfg',x'41')");
    assertRefused("duplicate name", "inode 7 ('storage.cfg'", "inode 100 ('storage.cfg'");
  }

  @Test
  public void item134_emptyName() throws Exception {
    database.execute("insert into tree values(100,0,100,0,1,8,'',x'41')");
    assertRefused("inode 100 (", "has no name");
  }

  @Test
  public void item134_childWithSmallerInodeThanItsParent() throws Exception {
    database.execute("update tree set parent=200 where inode=5");
    database.execute("insert into tree values(200,3,200,0,1,4,'qemu-server2',NULL)");
    database.execute("update tree set version=200 where inode=0");
    assertStarts(NO_GUEST_LOADED_ONCE, 200);
    assertConfig("nodes/testnode/qemu-server2/100.conf", "name: a\n");
  }

  @Test
  public void item134_dataAsText() throws Exception {
    database.execute("update tree set data='text: data\n' where inode=5");
    assertStarts(ONE_GUEST, 9);
    assertConfig("nodes/testnode/qemu-server/100.conf", "text: data\n");
  }

  @Test
  public void item134_fileLargerThanOneMebibyte() throws Exception {
    database.execute("update tree set data=zeroblob(2000000) where inode=5");
    assertStarts(ONE_GUEST, 9);
    assertConfig("nodes/testnode/qemu-server/100.conf", "\0".repeat(2_000_000));
  }

  @Test
  public void item134_garbageFile() throws Exception {
    Files.writeString(database.file(), "this is no database, but a file long enough to be one\n");
    assertRefused("not a database");
  }

  /** The C server makes a database of it, whatever it was. */
  @Test
  public void item134_emptyFile_isLeftAlone() throws Exception {
    Files.write(database.file(), new byte[0]);
    assertRefused("is an empty file");
    assertEquals(0, Files.size(database.file()));
  }

  @Test
  public void item134_otherTablesAndIndexesAreIgnored() throws Exception {
    database.execute("create table other(a); create index ti on tree(name)");
    assertStarts(ONE_GUEST, 9);
  }

  @Test
  public void item134_userVersionAndJournalModeDelete() throws Exception {
    database.execute("pragma journal_mode=delete; pragma user_version=5");
    assertStarts(ONE_GUEST, 9);
    assertEquals("5", database.query("pragma user_version"));
  }

  @Test
  public void item134_journalModeBecomesWal() throws Exception {
    database.execute("pragma journal_mode=delete");
    assertStarts(ONE_GUEST, 9);
    assertEquals("wal", database.query("pragma journal_mode"));
  }

  /**
   * After a resync from the leader the version row is of a directory's type (operations, section
   * 6).
   */
  @Test
  public void versionRowMayHaveADirectorysType() throws Exception {
    database.execute("update tree set type=4 where inode=0");
    assertStarts(ONE_GUEST, 9);
  }

  @Test
  public void versionRowWithVersionZeroCountsAsNone() throws Exception {
    database.execute("update tree set version=0 where inode=0");
    database.execute("update tree set version=12 where inode=7");
    assertStarts(ONE_GUEST, 12);
  }

  @Test
  public void directoriesThatContainEachOther() throws Exception {
    database.execute("insert into tree values(100,101,100,0,1,4,'a',NULL)");
    database.execute("insert into tree values(101,100,101,0,1,4,'b',NULL)");
    assertRefused("is not below the root");
  }

  @Test
  public void namesAreBytes() throws Exception {
    database.execute("insert into tree values(100,0,100,0,1,8,cast(x'ff2e636667' as text),x'41')");
    try (ClusterState state = ClusterState.open(database.options())) {
      byte[] path = {(byte) 0xff, '.', 'c', 'f', 'g'};
      assertArrayEquals(
          new byte[] {'A'}, state.config(ByteString.copyOf(path, 0, path.length)).orElseThrow());
    }
  }

  @Test
  public void tableOfAnotherShape() throws Exception {
    database.execute("drop table tree; create table tree(a)");
    assertRefused("is not a database of pmxcfs", "no column inode");
  }

  private void assertStarts(String guestList, long version) throws Exception {
    try (ClusterState state = ClusterState.open(database.options())) {
      assertEquals(guestList, new String(state.guestList(), UTF_8));
    }
    assertEquals(Long.toString(version), database.query("select version from tree where inode=0"));
  }

  private void assertConfig(String path, String content) throws IOException {
    try (ClusterState state = ClusterState.open(database.options())) {
      Optional<String> found =
          state.config(ByteString.of(path)).map(data -> new String(data, UTF_8));
      assertEquals(Optional.ofNullable(content), found);
    }
  }

  private void assertRefused(String... expected) {
    DatabaseException refused =
        assertThrows(DatabaseException.class, () -> ClusterState.open(database.options()).close());
    assertTrue(refused.getMessage(), refused.getMessage().contains(database.file().toString()));
    for (String part : expected) {
      assertTrue(refused.getMessage(), refused.getMessage().contains(part));
    }
  }
}
