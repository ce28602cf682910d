package dev.qbipc.hostile;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;

import dev.qbipc.conformance.SharedMemory;
import dev.qbipc.conformance.Surroundings;
import dev.qbipc.libqb.CProgram;
import dev.qbipc.libqb.ChildProcess;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Conformance list H: clients of different users. */
public class OtherUsersTest extends OneServerTest {

  private static final int VICTIM = 65533;
  private static final int INTRUDER = 65534;

  /** Runs a command as a user. Returns its exit code. */
  private static int run(int uid, String... command) {
    var line = new ArrayList<>(Surroundings.as(uid));
    line.addAll(List.of(command));
    try (var process = ChildProcess.start(line)) {
      return process.exitCode();
    }
  }

  @Test
  @Needs(Requirement.ROOT)
  public void item100_ringsOfAUserAreClosedToOtherUsers() {
    try (var holder =
        CProgram.start(
            CProgram.PEER, List.of("hold", server.service(), VICTIM + "", VICTIM + "", "1"))) {
      holder.awaitLine("held");
      Path directory =
          SharedMemory.directoriesOf(server.pid()).stream()
              .filter(path -> SharedMemory.Ownership.of(path).uid() == VICTIM)
              .findFirst()
              .orElseThrow();
      for (String name : SharedMemory.names(directory)) {
        String file = directory.resolve(name).toString();
        assertEquals("its owner reads " + file, 0, run(VICTIM, "head", "-c1", file));
        assertNotEquals("another reads " + file, 0, run(INTRUDER, "head", "-c1", file));
        assertNotEquals(0, run(INTRUDER, "truncate", "-s0", file));
        assertNotEquals(0, run(INTRUDER, "rm", "-f", file));
      }
      assertNotEquals(0, run(INTRUDER, "ls", directory.toString()));
      assertNotEquals(0, run(INTRUDER, "mv", directory.toString(), directory + "-moved"));
    }
    SharedMemory.assertNothingLeftBut(1, server.pid());
    server.assertUnharmed();
  }
}
