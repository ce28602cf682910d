package dev.qbipc.hostile;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.Eventually;
import dev.qbipc.conformance.RawClient;
import dev.qbipc.conformance.SharedMemory;
import dev.qbipc.libqb.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Conformance list H: what an attacker does with its files by their names. */
public class RearrangedFilesTest extends OneServerTest {

  private static final int RENAMED_IN_A_RACE = 300;

  private static final long LARGER = 1 << 20;

  @Rule public final TemporaryFolder elsewhere = new TemporaryFolder();

  private Path victim;

  @Before
  public void makeVictim() throws IOException {
    victim = elsewhere.newFile("victim").toPath();
    Files.writeString(victim, "precious");
  }

  /** What an attacker does with its directory; it may throw anything. */
  private interface Rearrangement {
    void apply(Path file) throws IOException;
  }

  /** Does something with each of the six files, and checks that the connection goes on. */
  private void rearrangeEachFile(Rearrangement rearrangement) throws IOException {
    Path directory;
    try (RawClient intruder = server.intruder()) {
      directory = ServerUnderAttack.directory(intruder);
      for (String name : SharedMemory.names(directory)) {
        rearrangement.apply(directory.resolve(name));
      }
      Attack.use(intruder);
    }
    server.assertUnharmed(directory);
    assertEquals("precious", Files.readString(victim));
  }

  @Test
  public void item87_largerFilesChangeNothing() throws IOException {
    rearrangeEachFile(file -> assertEquals(LARGER, RingFile.resize(file, LARGER)));
  }

  @Test
  public void item87_permissionsChangeNothing() throws IOException {
    rearrangeEachFile(
        file -> Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------")));
  }

  @Test
  public void item87_removedFilesChangeNothing() throws IOException {
    rearrangeEachFile(Files::delete);
  }

  @Test
  public void item87_symbolicLinksInTheFilesPlaceAreNotFollowed() throws IOException {
    rearrangeEachFile(
        file -> {
          Files.delete(file);
          Files.createSymbolicLink(file, victim);
        });
  }

  @Test
  public void item87_hardLinksInTheFilesPlaceAreAllThatIsRemoved() throws IOException {
    Path sameFileSystem = Files.createTempFile(SharedMemory.DIRECTORY, "victim", null);
    try {
      rearrangeEachFile(
          file -> {
            Files.delete(file);
            Files.createLink(file, sameFileSystem);
          });
      assertTrue("the victim is gone", Files.exists(sameFileSystem));
    } finally {
      Files.delete(sameFileSystem);
    }
  }

  @Test
  public void item87_directoriesInTheFilesPlaceAreRemoved() throws IOException {
    rearrangeEachFile(
        file -> {
          Files.delete(file);
          Files.createDirectory(file);
        });
  }

  /** What the attacker has named is the attacker's. */
  @Test
  public void item87_renamedFileIsLeftAndNothingElse() throws IOException {
    Path directory;
    try (RawClient intruder = server.intruder()) {
      directory = ServerUnderAttack.directory(intruder);
      Files.move(intruder.request().dataFile(), directory.resolve("mine"));
      Attack.use(intruder);
    }
    SharedMemory.assertIsClosed(server.pid(), directory);
    assertEquals(List.of("mine"), SharedMemory.names(directory));
    Files.delete(directory.resolve("mine"));
    Files.delete(directory);
    server.assertUnharmed();
  }

  /** A file takes the name of one that was removed just before. */
  @Test
  public void item87_filesThatAreRenamedWhileTheyAreRemovedAreRemovedToo() throws IOException {
    for (int i = 0; i < RENAMED_IN_A_RACE; i++) {
      Path directory;
      Path first;
      Path last;
      Path beforeLast;
      try (RawClient intruder = server.intruder()) {
        directory = ServerUnderAttack.directory(intruder);
        first = intruder.request().headerFile();
        last = intruder.event().dataFile();
        beforeLast = intruder.event().headerFile();
      }
      while (Files.exists(first)) {
        Thread.onSpinWait();
      }
      try {
        Files.move(last, beforeLast, StandardCopyOption.REPLACE_EXISTING);
      } catch (NoSuchFileException e) {
        // The server was faster.
      }
      Eventually.assertBecomes("directory is there", false, () -> Files.exists(directory));
    }
    server.assertUnharmed();
  }

  @Test
  public void item87_filesOfARenamedDirectoryAreRemoved() throws IOException {
    Path moved;
    try (RawClient intruder = server.intruder()) {
      Path directory = ServerUnderAttack.directory(intruder);
      moved = directory.resolveSibling(directory.getFileName() + "-moved");
      Files.move(directory, moved);
      Attack.use(intruder);
    }
    SharedMemory.assertIsClosed(server.pid(), moved);
    assertEquals(List.of(), SharedMemory.names(moved));
    Files.delete(moved);
    server.assertUnharmed();
  }

  /** The name is then another's, whose files must stay. */
  @Test
  public void item87_directoryInTheOldPlaceOfARenamedOneIsNotEmptied() throws IOException {
    Path directory;
    Path moved;
    try (RawClient intruder = server.intruder()) {
      directory = ServerUnderAttack.directory(intruder);
      moved = directory.resolveSibling(directory.getFileName() + "-moved");
      Files.move(directory, moved);
      Files.createDirectory(directory);
      for (String name : SharedMemory.names(moved)) {
        Files.createFile(directory.resolve(name));
      }
    }
    SharedMemory.assertIsClosed(server.pid(), moved);
    assertEquals(List.of(), SharedMemory.names(moved));
    List<String> untouched = SharedMemory.names(directory);
    assertEquals(6, untouched.size());
    Files.delete(moved);
    for (String name : untouched) {
      Files.delete(directory.resolve(name));
    }
    Files.delete(directory);
    server.assertUnharmed();
  }

  /** The chunk that was posted is not there any more. */
  @Test
  public void item87_holeInTheRequestDataEndsTheConnection() {
    Path directory;
    try (RawClient intruder = server.intruder()) {
      directory = ServerUnderAttack.directory(intruder);
      Attack.use(intruder);
      Attack.awaitEmpty(intruder.request());
      Path data = intruder.request().dataFile();
      Posix.punchHole(data, intruder.request().words() * 4L);
      assertEquals("magic", 0, intruder.request().word(1));
      intruder.request().post();
      intruder.awaitEnd();
    }
    server.assertUnharmed(directory);
  }

  @Test
  public void item87_holesInAllOtherFilesHarmNobody() {
    Path directory;
    try (RawClient intruder = server.intruder()) {
      directory = ServerUnderAttack.directory(intruder);
      for (String name : SharedMemory.names(directory)) {
        if (!name.contains("request")) {
          Posix.punchHole(directory.resolve(name), LARGER);
        }
      }
      // The server tells its pointers anew; its reader begins at its own.
      Attack.use(intruder);
      Attack.awaitEmpty(intruder.request());
      Posix.punchHole(intruder.request().headerFile(), LARGER);
      assertEquals(0, intruder.request().semaphore());
    }
    server.assertUnharmed(directory);
    assertFalse(Files.exists(directory));
  }
}
