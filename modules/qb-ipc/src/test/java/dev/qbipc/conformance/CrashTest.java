package dev.qbipc.conformance;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.libqb.CProgram;
import dev.qbipc.ring.Ring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Conformance list G: what a killed server leaves, and what the next one does with it. */
public class CrashTest {

  private static final int CONNECTIONS = 10;

  @Rule public final TemporaryFolder elsewhere = new TemporaryFolder();

  private final ServiceOptions options = new ServiceOptions();
  private int deadServer;

  /** Starts a server, lets clients connect and kills it. Their directories stay. */
  private void crash() throws IOException {
    try (var server = Implementation.OURS.startProcess(List.of(), options);
        var clients =
            CProgram.start(
                CProgram.PEER,
                List.of("hold", server.service(), "0", "0", String.valueOf(CONNECTIONS)))) {
      clients.awaitLine("held");
      server.process().kill();
      // The clients die too: libqb's would remove files of a server that they find dead.
      clients.kill();
      deadServer = server.pid();
    }
    assertEquals(CONNECTIONS, SharedMemory.directoriesOf(deadServer).size());
  }

  @After
  public void removeWhatTheDeadLeft() throws IOException {
    for (Path directory : SharedMemory.directoriesOf(deadServer)) {
      if (!Files.isSymbolicLink(directory)) {
        for (String name : SharedMemory.names(directory)) {
          Files.delete(directory.resolve(name));
        }
      }
      Files.delete(directory);
    }
  }

  @Test
  public void item69_serverStartsAgainAtOnceAndRemovesWhatItsPredecessorLeft() throws IOException {
    crash();
    try (var server = Implementation.OURS.start(options)) {
      assertEquals(List.of(), SharedMemory.directoriesOf(deadServer));
      ServerConformance.assertServes(server.service());
    }
  }

  @Test
  public void item69_emptyDirectoryOfADeadServerIsRemoved() throws IOException {
    crash();
    Files.createDirectory(deadDirectory("000001"));
    Implementation.OURS.start(options).close();
    assertEquals(List.of(), SharedMemory.directoriesOf(deadServer));
  }

  @Test
  public void item69_directoriesOfOthersAreLeftAlone() throws IOException {
    crash();
    Path otherService = Files.createDirectory(deadDirectory("000002"));
    Files.createFile(otherService.resolve("qb-request-other" + Ring.HEADER_SUFFIX));
    Path strangeFile = Files.createDirectory(deadDirectory("000003"));
    Files.createFile(strangeFile.resolve("notes"));
    Path otherName = Files.createDirectory(deadDirectory("too-long-000004"));
    Implementation.OURS.start(options).close();
    List<Path> left = SharedMemory.directoriesOf(deadServer);
    assertEquals(List.of(otherService, strangeFile, otherName), left.stream().sorted().toList());
    assertEquals(1, SharedMemory.names(otherService).size());
    assertEquals(List.of("notes"), SharedMemory.names(strangeFile));
  }

  @Test
  public void item69_directoriesOfLivingServersAreLeftAlone() throws IOException {
    crash();
    var others = new ServiceOptions().service(options.service() + "-other");
    try (var other = Implementation.LIBQB.start(others);
        var client = RawClient.open(other.service(), 12328)) {
      other.callbacks().await("created");
      Implementation.OURS.start(options).close();
      assertEquals(1, SharedMemory.directoriesOf(other.pid()).size());
      client.send(ConformanceService.ECHO, (byte) 1);
      assertEquals(1, client.receive().payload().length);
    }
  }

  @Test
  public void item69_symbolicLinkInADirectorysPlaceIsNotFollowed() throws IOException {
    crash();
    String name = "qb-request-" + options.service() + Ring.HEADER_SUFFIX;
    Path victim = elsewhere.newFile(name).toPath();
    Path link = deadDirectory("000005");
    Files.createSymbolicLink(link, victim.getParent());
    Implementation.OURS.start(options).close();
    assertTrue("the link's target lost its file", Files.exists(victim));
    assertEquals(List.of(link), SharedMemory.directoriesOf(deadServer));
  }

  @Test
  public void item69_symbolicLinkInAFilesPlaceIsRemovedAndNotFollowed() throws IOException {
    crash();
    Path victim = elsewhere.newFile("victim").toPath();
    Path directory = Files.createDirectory(deadDirectory("000006"));
    String name = "qb-request-" + options.service() + Ring.HEADER_SUFFIX;
    Files.createSymbolicLink(directory.resolve(name), victim);
    Implementation.OURS.start(options).close();
    assertTrue("the link's target is gone", Files.exists(victim));
    assertEquals(List.of(), SharedMemory.directoriesOf(deadServer));
  }

  private Path deadDirectory(String suffix) {
    return SharedMemory.DIRECTORY.resolve("qb-" + deadServer + "-1-1-" + suffix);
  }
}
