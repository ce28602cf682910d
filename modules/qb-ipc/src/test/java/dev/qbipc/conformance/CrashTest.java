package dev.qbipc.conformance;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.SocketMode;
import dev.qbipc.libqb.CProgram;
import dev.qbipc.libqb.ChildProcess;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.ring.Ring;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import dev.qbipc.wire.SetupRequestDescriptor;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** Conformance list G: what a killed server leaves, and what the next one does with it. */
@RunWith(VertxUnitRunner.class)
public class CrashTest {

  private static final int CONNECTIONS = 10;
  private static final int MESSAGE_SIZE = 12328;
  private static final int OWN_KIBIBYTES = 16 * 1024;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder elsewhere = new TemporaryFolder();

  private final ServiceOptions options = new ServiceOptions();
  private int deadServer;

  /** Starts a server, lets clients connect and kills it. Their directories stay. */
  private void crash() {
    crash(List.of());
    assertEquals(CONNECTIONS, SharedMemory.directoriesOf(deadServer).size());
  }

  private void crash(List<String> wrapper) {
    try (var server = Implementation.OURS.startProcess(wrapper, options);
        var clients =
            CProgram.startWithin(
                wrapper,
                CProgram.PEER,
                List.of("hold", server.service(), "-", "-", String.valueOf(CONNECTIONS)))) {
      clients.awaitLine("held");
      server.process().kill();
      // The clients die too: libqb's would remove files of a server that they find dead.
      clients.kill();
      deadServer = server.pid();
    }
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

  /**
   * In shared memory of its own: an empty directory that any dead server of this machine has left
   * is removed too, and counts.
   */
  @Test
  @Needs(Requirement.NAMESPACES)
  public void item69_serverSaysHowManyDirectoriesItHasRemoved() throws IOException {
    try (var holder = holdSharedMemory()) {
      List<String> within = Surroundings.sameAs(holder.pid());
      crash(within);
      assertEquals("removed 10 connections' directories that some dead server left", sweep(within));
      Path sharedMemory = new ProcessView(holder.pid()).root().resolve("dev/shm");
      Files.createDirectory(sharedMemory.resolve(deadDirectory("000001").getFileName()));
      assertEquals("removed 1 connection's directory that some dead server left", sweep(within));
      assertEquals("", sweep(within));
    }
  }

  /** A process that has shared memory for itself and for those that are started within. */
  private static ChildProcess holdSharedMemory() {
    var command = new ArrayList<>(Surroundings.withSharedMemoryOf(OWN_KIBIBYTES));
    command.add("cat");
    ChildProcess holder = ChildProcess.start(command);
    // it answers when that is mounted
    holder.command("mounted");
    holder.awaitLine("mounted");
    return holder;
  }

  /** What a server says of it at its start. */
  private String sweep(List<String> wrapper) throws IOException {
    Path log = elsewhere.newFile().toPath();
    var logToFile = List.of("-Dorg.slf4j.simpleLogger.logFile=" + log);
    ServerProcess.startOursInJvm(wrapper, logToFile, options).close();
    return Files.readAllLines(log).stream()
        .filter(line -> line.contains("removed"))
        .map(line -> line.substring(line.indexOf("removed")))
        .collect(Collectors.joining());
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
        var client = RawClient.open(other.service(), MESSAGE_SIZE)) {
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

  /** Both are process 1 of their namespaces, and share /dev/shm and the service's name. */
  @Test
  @Needs(Requirement.NAMESPACES)
  public void item69_directoriesOfALivingServerInAnotherPidNamespaceAreLeftAlone()
      throws IOException {
    try (var first = startInFileSystem("first", Surroundings.inPidNamespace());
        var client = RawClient.connect(socket("first"))) {
      client.sendBytes(SetupRequestDescriptor.encode(MESSAGE_SIZE));
      SetupAnswer answer = client.receiveAnswer();
      Path directory = Path.of(answer.requestPath()).getParent();
      assertTrue(directory.toString(), directory.toString().contains("/qb-1-"));
      startInFileSystem("second", Surroundings.inPidNamespace()).close();
      startInFileSystem("third", List.of()).close();
      assertEquals(6, SharedMemory.names(directory).size());
      client.openRings(answer);
      client.send(ConformanceService.ECHO, (byte) 1);
      assertEquals(1, client.receive().payload().length);
      assertTrue(first.process().isAlive());
    }
  }

  @Test
  @Needs(Requirement.NAMESPACES)
  public void item69_directoriesOfADeadServerOfAnotherPidNamespaceAreRemoved() throws IOException {
    Path directory;
    try (var first = startInFileSystem("first", Surroundings.inPidNamespace());
        var client = RawClient.connect(socket("first"))) {
      client.sendBytes(SetupRequestDescriptor.encode(MESSAGE_SIZE));
      directory = Path.of(client.receiveAnswer().requestPath()).getParent();
      first.process().kill();
      client.awaitEnd();
    }
    assertEquals(6, SharedMemory.names(directory).size());
    startInFileSystem("second", Surroundings.inPidNamespace()).close();
    assertFalse(Files.exists(directory));
  }

  private ServerProcess startInFileSystem(String name, List<String> wrapper) throws IOException {
    var server =
        new QbServerOptions()
            .setSocketMode(SocketMode.FILE_SYSTEM)
            .setSocketDirectory(Files.createDirectories(socket(name).getParent()).toString());
    var same = new ServiceOptions().service(options.service()).server(server);
    return Implementation.OURS.startProcess(wrapper, same);
  }

  private Path socket(String name) {
    return elsewhere.getRoot().toPath().resolve(name).resolve(options.service());
  }

  /** As it may be seen where containers have few processes and start again. */
  @Test
  public void item69_directoriesWhoseServersIdIsAnotherProcessesNowAreRemoved() throws Exception {
    try (var other = ChildProcess.start(List.of("sleep", "1000"))) {
      deadServer = other.pid();
      Path left = Files.createDirectory(deadDirectory("000007"));
      Files.createFile(left.resolve("qb-request-" + options.service() + Ring.HEADER_SUFFIX));
      Path empty = Files.createDirectory(deadDirectory("000008"));
      // libqb's server may be about to fill this one.
      Path young = Files.createDirectory(deadDirectory("000009"));
      Files.setLastModifiedTime(empty, FileTime.from(Instant.now().minusSeconds(120)));
      Files.setLastModifiedTime(young, FileTime.from(Instant.now().plusSeconds(3600)));
      Implementation.OURS.start(options).close();
      assertEquals(List.of(young), SharedMemory.directoriesOf(deadServer));
      other.kill();
    }
  }

  /** It locks nothing, but it has its files mapped. */
  @Test
  public void item69_directoriesOfALivingServerOfLibqbWithTheSameNameAreLeftAlone()
      throws IOException {
    try (var libqb = Implementation.LIBQB.start(options);
        var client = LibqbClient.connect(options.service())) {
      startInFileSystem("ours", List.of()).close();
      Path directory = SharedMemory.directoriesOf(libqb.pid()).get(0);
      assertEquals(6, SharedMemory.names(directory).size());
      assertEquals(1, client.call(ConformanceService.ECHO, 1).intAt(0));
    }
  }

  private Path deadDirectory(String suffix) {
    return SharedMemory.DIRECTORY.resolve("qb-" + deadServer + "-1-1-" + suffix);
  }
}
