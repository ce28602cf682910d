package dev.pmxcfs.ipc.files;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.admin.ServedFiles;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/**
 * A database that fails under a running server: the change fails with EIO, so do all after it if it
 * is uncertain what was stored, the log says why, and reads go on.
 */
@RunWith(VertxUnitRunner.class)
public class DatabaseFaultsTest {

  private static final int GET_CONFIG = 6;
  private static final byte[] CONTENTS = new byte[50_000];
  private static final int MORE_THAN_FITS = 200;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = Program.newService();
  private final Vertx vertx = EpollVertx.start(1);

  @After
  public void closeVertx(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  private Path database() {
    return folder.getRoot().toPath().resolve("config.db");
  }

  private Program serve(List<String> wrapper) {
    return programs.startService(
        wrapper, service, "serve", "--service", service, "--db", database().toString());
  }

  @Test
  @Needs(Requirement.NAMESPACES)
  public void fullDisk() throws Exception {
    String mount = "mount -t tmpfs -o size=2m tmpfs " + folder.getRoot() + " && exec \"$@\"";
    Program server = serve(List.of("unshare", "-m", "sh", "-ec", mount, "sh"));
    assertFailsInTheEnd(server);
    server.terminate();
    List<String> log = server.awaitEnd(Program.PATIENCE).errors();
    List<String> errors = log.stream().filter(line -> line.contains(" ERROR ")).toList();
    assertEquals(errors.toString(), 1, errors.size());
    assertThat(errors.get(0), containsString("make room on the disk it is on, and restart"));
    assertThat(String.join("\n", log), not(containsString("\tat ")));
  }

  @Test
  @Needs(Requirement.TRACING)
  public void brokenDisk() throws Exception {
    String log = database() + "-wal";
    String strace =
        "strace -D -f --seccomp-bpf -o /dev/null -e trace=write,pwrite64 -P "
            + log
            + " -e inject=write,pwrite64:error=EIO:when=40+";
    Program server = serve(List.of(strace.split(" ")));
    assertFailsInTheEnd(server);
  }

  /** Nothing is uncertain then: the next change is taken, or not, as if nothing had been. */
  @Test
  public void aLockedDatabaseTakesChangesAgainWhenItIsUnlocked() throws Exception {
    Program server = serve(List.of());
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        var statement = connection.createStatement();
        var files = ServedFiles.connect(vertx, service)) {
      statement.execute("begin immediate");
      var refused = assertThrows(RefusedException.class, () -> files.put(bytes("a"), CONTENTS));
      assertEquals(Errno.EIO, refused.errno());
      assertThat(refused.getMessage(), containsString("another program has it locked"));
      statement.execute("rollback");
      files.put(bytes("a"), CONTENTS);
    }
    server.awaitErrorLine(" WARN ");
    server.terminate();
    String log = String.join("\n", server.awaitEnd(Program.PATIENCE).errors());
    assertThat(log, not(containsString(" ERROR ")));
  }

  private void assertFailsInTheEnd(Program server) throws Exception {
    try (var files = ServedFiles.connect(vertx, service);
        var reader = LibqbClient.connect(service, 1024 * 1024)) {
      int written = putUntilRefused(files);
      assertTrue(written + " files", written < MORE_THAN_FITS);
      var refused =
          assertThrows(RefusedException.class, () -> files.put(bytes("tiny"), new byte[1]));
      assertEquals(Errno.EIO, refused.errno());
      for (int i = 0; i < written; i++) {
        assertArrayEquals(
            CONTENTS, reader.callWhenThereIsRoom(GET_CONFIG, bytes(i + "\0")).payload());
      }
      assertEquals(
          "what was refused is not there",
          -Errno.ENOENT,
          reader.callWhenThereIsRoom(GET_CONFIG, bytes(written + "\0")).error());
    }
    assertThat(server.awaitErrorLine(" ERROR "), containsString(database().toString()));
  }

  /** Returns how many files were taken before. */
  private static int putUntilRefused(ServedFiles files) throws Exception {
    for (int i = 0; i < MORE_THAN_FITS; i++) {
      try {
        files.put(bytes(String.valueOf(i)), CONTENTS);
      } catch (RefusedException e) {
        assertEquals(e.getMessage(), Errno.EIO, e.errno());
        return i;
      }
    }
    return MORE_THAN_FITS;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
