package dev.qbipc.faults;

import static org.junit.Assert.assertEquals;

import dev.qbipc.conformance.Eventually;
import dev.qbipc.conformance.ServerConformance;
import dev.qbipc.conformance.ServerProcess;
import dev.qbipc.conformance.ServiceOptions;
import dev.qbipc.conformance.SharedMemory;
import dev.qbipc.conformance.Surroundings;
import dev.qbipc.libqb.CProgram;
import dev.qbipc.libqb.ChildProcess;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Test;

/** Item 21: /dev/shm fills up while clients are connected. */
public class SharedMemoryFullTest {

  private static final int KIBIBYTES = 2048;
  private static final int PAGE = 4096;
  private static final int NO_SPACE_FOR_THIS = 100_000;

  /** Rings have their pages from the beginning, so that no client's ring ends in the middle. */
  @Test
  @Needs(Requirement.NAMESPACES)
  public void item21_connectedClientsGoOnAndNewOnesComeInWhenThereIsSpace() throws Exception {
    var options = new ServiceOptions().service("qb-shm-" + ProcessHandle.current().pid());
    List<String> wrapper = Surroundings.withSharedMemoryOf(KIBIBYTES);
    try (var server = ServerProcess.startOurs(wrapper, options)) {
      Path sharedMemory = Path.of("/proc/" + server.pid() + "/root/dev/shm");
      try (var connected = within(server, "fill", server.service())) {
        connected.awaitLine("connected");
        Path filler = fill(sharedMemory);
        connected.command("go");
        connected.awaitLine("echoed");
        ServerConformance.assertErrno(
            Errno.ENOSPC, () -> LibqbClient.connect(server.service(), NO_SPACE_FOR_THIS));
        Eventually.assertBecomes(
            "directories", 1, () -> SharedMemory.directoriesOf(sharedMemory, server.pid()).size());
        Files.delete(filler);
        try (var next = within(server, "echo", server.service(), "0", "0")) {
          next.awaitLine("echo ok");
        }
        connected.command("go");
        assertEquals("echoed", connected.awaitLine("echoed"));
      }
    }
  }

  private static ChildProcess within(ServerProcess server, String... arguments) {
    return CProgram.startWithin(Surroundings.sameAs(server), CProgram.PEER, List.of(arguments));
  }

  /** Writes a file until nothing more fits. */
  private static Path fill(Path directory) throws IOException {
    Path filler = directory.resolve("filler");
    try (var file = Files.newOutputStream(filler)) {
      while (true) {
        file.write(new byte[PAGE]);
      }
    } catch (IOException e) {
      return filler;
    }
  }
}
