package dev.pmxcfs.ipc.files;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.ExpectedStatus;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.state.RecordedDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Databases that were made to fill the memory of those that they are given to: whatever is to be
 * done with them, a program whose heap has 128 MiB says in a line what is wrong. (C pmxcfs reads
 * all there is.)
 */
public class OversizedDatabasesTest {

  private static final int FAILED = 1;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private RecordedDatabase database;
  private Path source;
  private Path target;

  @Before
  public void makeFiles() throws Exception {
    database = RecordedDatabase.create(folder.getRoot().toPath(), RecordedDatabase.BASE_11);
    source = folder.newFolder().toPath();
    target = folder.newFolder().toPath();
    Files.writeString(source.resolve("f"), "new");
  }

  private List<String> config(String command, String... arguments) {
    Stream<String> all =
        Stream.concat(
            Stream.of("config", command, "--db", database.file().toString()), Stream.of(arguments));
    return all.toList();
  }

  private List<String> serve() {
    return List.of("serve", "--service", Program.newService(), "--db", database.file().toString());
  }

  private void assertRefused(String reason, List<String> command) {
    Program.Result result = Program.run(command.toArray(String[]::new));
    assertEquals(
        command + ": " + result.errors(),
        ExpectedStatus.of(command.toArray(String[]::new), result),
        result.status());
    assertEquals(command.toString(), 1, result.errors().size());
    assertThat(command.toString(), result.errors().get(0), containsString(reason));
  }

  private void assertRefusedByAll(String reason) {
    assertRefused(reason, config("check"));
    assertRefused(reason, config("export", target.toString()));
    assertRefusedByThoseThatNeedASoundOne(reason);
  }

  private void assertRefusedByThoseThatNeedASoundOne(String reason) {
    assertRefused(reason, serve());
    assertRefused(reason, config("ls"));
    assertRefused(reason, config("cat", "storage.cfg"));
    assertRefused(reason, config("import", source.toString()));
  }

  @Test
  public void twoMillionRows() throws Exception {
    database.execute(
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000000)"
            + " insert into tree select i + 100, 0, 1, 0, 0, 8, 'f' || i, null from n");
    assertRefusedByAll("is too large: it has more than 262144 files and directories");
  }

  @Test
  public void manyLargeFiles() throws Exception {
    database.execute(
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 70)"
            + " insert into tree select i + 100, 0, 1, 0, 0, 8, 'f' || i, zeroblob(2000000) from n");
    assertRefusedByAll("is too large: it has files of more than 134217728 bytes in all");
  }

  @Test
  public void oneFileThatIsLargerThanTheHeap() throws Exception {
    database.execute("update tree set data = zeroblob(150000000) where inode = 5");
    String reason = "inode 5 has 150000000 bytes, of 2097152 at the most";
    assertRefusedByThoseThatNeedASoundOne(reason);
    assertOthersAreRescued(reason);
  }

  @Test
  public void oneNameThatIsLargerThanTheHeap() throws Exception {
    database.execute("update tree set name = printf('%.*c', 150000000, 'n') where inode = 5");
    String reason = "inode 5 has a name of 150000000 bytes";
    assertRefusedByThoseThatNeedASoundOne(reason);
    assertOthersAreRescued(reason);
  }

  private void assertOthersAreRescued(String reason) throws Exception {
    Program.Result check = Program.run(config("check").toArray(String[]::new));
    assertEquals(check.errors().toString(), FAILED, check.status());
    assertThat(check.text(), containsString(reason));
    Program.Result export = Program.run(config("export", target.toString()).toArray(String[]::new));
    assertEquals(export.errors().toString(), FAILED, export.status());
    assertThat(String.join("\n", export.errors()), containsString(reason));
    assertEquals("x\n", Files.readString(target.resolve("storage.cfg")));
  }

  /** Where a value is none of those that are looked at first. */
  @Test
  public void oneNumberThatIsLargerThanTheHeap() throws Exception {
    database.execute(
        "create table copy as select * from tree; drop table tree;"
            + " create table tree(inode integer primary key, parent, version, writer, mtime, type,"
            + " name, data); insert into tree select * from copy; drop table copy;"
            + " update tree set mtime = zeroblob(150000000) where inode = 5");
    assertRefusedByThoseThatNeedASoundOne("it has a value that is too large");
  }
}
