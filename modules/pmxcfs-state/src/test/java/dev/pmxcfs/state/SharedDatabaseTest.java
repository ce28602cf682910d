package dev.pmxcfs.state;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.replica.WriteStatus;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** What others do to a database under a running server. */
public class SharedDatabaseTest {

  @Rule public OpenedState opened = new OpenedState();

  @Before
  public void storeSomething() throws Exception {
    opened.put("f", "old");
    opened.makeDirectory("d");
  }

  private void byAnother(String sql) throws Exception {
    opened.database().execute(sql);
  }

  private String refusal() {
    TreeException refused = assertThrows(TreeException.class, () -> opened.overwrite("f", "new"));
    assertEquals(Errno.EIO, refused.errno());
    assertEquals(Optional.of("old"), opened.config("f"));
    return refused.getMessage();
  }

  private void assertRefusedFor(String difference) throws Exception {
    String refusal = refusal();
    String expected = "another program has changed the database (" + difference + ")";
    assertTrue(refusal, refusal.contains(expected));
    assertTrue(refusal, refusal.contains("; restart the server, which reads it anew"));
    assertTrue(writes().failure().isPresent());
  }

  private WriteStatus writes() {
    return opened.state().source().writes().orElseThrow();
  }

  /** Or there would be two rows with its name, and no server would start again. */
  @Test
  public void aFileThatAnotherProgramHasAdded() throws Exception {
    byAnother("insert into tree values(100,0,100,0,1,8,'g',x'41')");
    assertRefusedFor("/g");
    opened.assertRefused(Errno.EIO, () -> opened.create("g"));
    assertEquals("1", opened.database().query("select count(*) from tree where name='g'"));
    assertEquals(
        "X'6F6C64'", opened.database().query("select quote(data) from tree where inode=2"));
    opened.reopen();
    opened.overwrite("g", "B");
    assertEquals("1", opened.database().query("select count(*) from tree where name='g'"));
  }

  @Test
  public void aFileThatAnotherProgramHasChangedOrRemoved() throws Exception {
    byAnother("update tree set data=x'42' where name='f'");
    assertRefusedFor("/f");
    byAnother("delete from tree where name='f'");
    assertRefusedFor("/f");
    opened.reopen();
    assertEquals(Optional.empty(), opened.config("f"));
  }

  @Test
  public void otherWaysToChangeTheTree() throws Exception {
    byAnother("insert into tree values(100,4,100,0,1,8,'g',x'41')");
    assertRefusedFor("/d/g");
    byAnother("delete from tree where inode=100; update tree set type=8 where name='d'");
    assertRefusedFor("/d");
    byAnother("update tree set type=4 where name='d'; update tree set mtime=7 where name='f'");
    assertRefusedFor("/f");
  }

  @Test
  public void whatIsUndoneKeepsNothingFromBeingStored() throws Exception {
    byAnother("insert into tree values(100,0,100,0,1,8,'g',x'41')");
    assertRefusedFor("/g");
    byAnother("delete from tree where inode=100");
    opened.overwrite("f", "new");
    assertEquals(Optional.of("new"), opened.config("f"));
    assertFalse(writes().failure().isPresent());
    assertEquals(1, writes().errors());
  }

  @Test
  public void whatDoesNotTouchTheTree() throws Exception {
    byAnother("create table other(a); pragma user_version=7; create index i on tree(name)");
    opened.overwrite("f", "new");
    byAnother("vacuum");
    opened.overwrite("f", "newer");
    assertEquals(0, writes().errors());
    opened.reopen();
    assertEquals(Optional.of("newer"), opened.config("f"));
  }

  /** What is stored then is in a file that has no name any more. */
  @Test
  public void aFileThatHasTakenThePlaceOfTheDatabase() throws Exception {
    Path file = opened.database().file();
    Path copy = file.resolveSibling("copy");
    Files.copy(file, copy);
    Path kept = file.resolveSibling("kept");
    Files.move(file, kept);
    assertTrue(refusal(), refusal().contains("(no such file or directory)"));
    Files.move(copy, file);
    assertRefusedFor("it was replaced by another file");
    Files.move(kept, file, StandardCopyOption.REPLACE_EXISTING);
    opened.overwrite("f", "new");
  }

  /** As a trigger does that is added under a running server. */
  @Test
  public void aRowThatIsLeftOutIsAFailure() throws Exception {
    byAnother("create trigger t before insert on tree begin select raise(ignore); end");
    String refusal = refusal();
    assertTrue(refusal, refusal.contains("was left out"));
    byAnother("drop trigger t");
    opened.reopen();
    assertEquals(Optional.of("old"), opened.config("f"));
  }

  @Test
  public void aRowThatIsNotDeletedIsAFailureToo() throws Exception {
    byAnother("create trigger t before delete on tree begin select raise(ignore); end");
    TreeException refused = assertThrows(TreeException.class, () -> opened.delete("f"));
    assertEquals(Errno.EIO, refused.errno());
    String refusal = refused.getMessage();
    assertTrue(refusal, refusal.contains("the row of inode 2 was left out"));
    byAnother("drop trigger t");
    opened.reopen();
    assertEquals(Optional.of("old"), opened.config("f"));
  }
}
