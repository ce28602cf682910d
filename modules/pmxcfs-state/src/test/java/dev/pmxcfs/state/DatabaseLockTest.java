package dev.pmxcfs.state;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.database.DatabaseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Who keeps whom away from a database, and from what beside it. */
public class DatabaseLockTest {

  private static final long PROCESS_SECONDS = 120;
  private static final int LOCKED = 9;

  /** As the C server names it (operations, section 8). */
  private static final String LOCK_OF_C = ".pmxcfs.lockfile";

  @Rule public TemporaryFolder folder = new TemporaryFolder();

  private Path path(String name) {
    return folder.getRoot().toPath().resolve(name);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.getRoot().toPath())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private ClusterState open(String name) throws IOException {
    return ClusterState.open(RecordedDatabase.at(path(name)).options());
  }

  private String refusal(String name) {
    return assertThrows(DatabaseException.class, () -> open(name).close()).getMessage();
  }

  /**
   * Locks a file as the C server does, {@code flock(fd, LOCK_EX | LOCK_NB)}, and runs a command.
   */
  private static Process flock(Path file, String... command) throws IOException {
    String[] arguments =
        Stream.concat(
                Stream.of("flock", "-x", "-n", "-E", "" + LOCKED, file.toString()),
                Stream.of(command))
            .toArray(String[]::new);
    return new ProcessBuilder(arguments).start();
  }

  private static int status(Process process) throws InterruptedException {
    assertTrue(process.waitFor(PROCESS_SECONDS, TimeUnit.SECONDS));
    return process.exitValue();
  }

  @Test
  public void theCServerCannotStartWhileThisOneRuns() throws Exception {
    try (ClusterState state = open("config.db")) {
      assertEquals(LOCKED, status(flock(path(LOCK_OF_C), "true")));
      assertTrue(state.tree().root().isEmpty());
    }
    assertEquals(0, status(flock(path(LOCK_OF_C), "true")));
  }

  @Test
  public void thisServerDoesNotStartWhileTheCServerRuns() throws Exception {
    open("config.db").close();
    byte[] before = Files.readAllBytes(path("config.db"));
    Process holder = flock(path(LOCK_OF_C), "sh", "-c", "echo locked; read line");
    try {
      assertEquals("locked", holder.inputReader().readLine());
      String refusal = refusal("config.db");
      assertTrue(refusal, refusal.contains("in use by C pmxcfs, which has locked " + LOCK_OF_C));
      assertEquals(List.of(LOCK_OF_C, "config.db"), files());
      open("other.db").close(); // which the C server does not know
    } finally {
      holder.outputWriter().close();
      status(holder);
    }
    assertArrayEquals(before, Files.readAllBytes(path("config.db")));
    open("config.db").close();
  }

  @Test
  public void aDatabaseOfAnotherNameIsNoneOfTheCServers() throws Exception {
    open("other.db").close();
    assertEquals(List.of("other.db"), files());
  }

  @Test
  public void whatIsRefusedLeavesNoLockBehind() throws Exception {
    RecordedDatabase database =
        RecordedDatabase.create(folder.getRoot().toPath(), RecordedDatabase.BASE_11);
    database.execute("update tree set type=7 where inode=7");
    refusal("config.db");
    assertEquals(List.of("config.db"), files());
  }

  @Test
  public void aLockThatAKilledServerLeftIsTaken() throws Exception {
    Files.writeString(path("config.db.lock"), "1\n");
    open("config.db").close();
    assertFalse(Files.exists(path("config.db.lock")));
  }

  /** Who can write to the directory must not turn a server on other files. */
  @Test
  public void locksThatLeadElsewhereAreRefused() throws Exception {
    RecordedDatabase.create(folder.getRoot().toPath(), RecordedDatabase.BASE_11);
    Path elsewhere = folder.newFolder("elsewhere").toPath();
    Path precious = Files.writeString(elsewhere.resolve("precious"), "precious");
    for (String lock : List.of("config.db.lock", LOCK_OF_C)) {
      for (Path target : List.of(precious, elsewhere, elsewhere.resolve("none"))) {
        Files.createSymbolicLink(path(lock), target);
        assertRefusedFor(lock);
      }
      Files.createLink(path(lock), precious);
      assertRefusedFor(lock);
      Files.createDirectory(path(lock));
      assertRefusedFor(lock);
      assertEquals(0, status(new ProcessBuilder("mkfifo", path(lock).toString()).start()));
      assertRefusedFor(lock);
    }
    assertEquals("precious", Files.readString(precious));
    assertFalse(Files.exists(elsewhere.resolve("none"), LinkOption.NOFOLLOW_LINKS));
  }

  private void assertRefusedFor(String lock) throws IOException {
    String refusal = refusal("config.db");
    assertEquals(
        path(lock) + ": is not a regular file of this user's own, and so not used as a lock",
        refusal);
    Files.delete(path(lock));
    assertEquals(List.of("config.db", "elsewhere"), files());
  }

  /** The text goes to a terminal. */
  @Test
  public void anOwnerThatIsNoProcessIdIsNotShown() throws Exception {
    Files.writeString(path("other.db.lock"), "1\033[31m\n");
    Process holder = flock(path("other.db.lock"), "sh", "-c", "echo locked; read line");
    try {
      assertEquals("locked", holder.inputReader().readLine());
      String refusal = refusal("other.db");
      assertTrue(refusal, refusal.contains("in use by another process; stop that server first"));
    } finally {
      holder.outputWriter().close();
      status(holder);
    }
  }
}
