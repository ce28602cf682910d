package dev.qbipc.conformance;

import static org.junit.Assert.assertEquals;

import dev.qbipc.libqb.CProgram;
import dev.qbipc.libqb.ChildProcess;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/**
 * Conformance list G where root is not almighty, as in containers and under systemd's
 * CapabilityBoundingSet: clients of other users are served, and nothing is left of them.
 */
@RunWith(VertxUnitRunner.class)
@Needs(Requirement.ROOT)
public class CapabilitiesTest {

  private static final String OTHER = "65534";
  private static final int CONNECTIONS = 5;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private static ServerProcess start(List<String> wrapper) {
    return Implementation.OURS.startProcess(wrapper, new ServiceOptions());
  }

  private static void assertServesAndLeavesNothing(List<String> wrapper) throws Exception {
    int pid;
    try (var server = start(wrapper)) {
      pid = server.pid();
      assertEchoes(server);
      try (var holder = hold(server)) {
        holder.awaitLine("held");
        // What a client may do to its directory.
        var directories = SharedMemory.directoriesOf(pid);
        Files.setPosixFilePermissions(directories.get(0), Set.of());
        Files.setPosixFilePermissions(
            directories.get(1), Set.of(PosixFilePermission.OTHERS_EXECUTE));
      }
      SharedMemory.assertNothingLeft(pid);
      assertEchoes(server);
    }
    assertEquals(List.of(), SharedMemory.directoriesOf(pid));
  }

  private static void assertEchoes(ServerProcess server) {
    var arguments = List.of("echo", server.service(), OTHER, OTHER);
    try (var client = CProgram.start(CProgram.PEER, arguments)) {
      assertEquals("echo ok", client.awaitLine("echo", "failed"));
    }
  }

  private static ChildProcess hold(ServerProcess server) {
    return CProgram.start(
        CProgram.PEER, List.of("hold", server.service(), OTHER, OTHER, "" + CONNECTIONS));
  }

  @Test
  public void item63_withoutDacOverrideNothingIsLeft() throws Exception {
    assertServesAndLeavesNothing(Surroundings.withoutDacOverride());
  }

  @Test
  public void item63_withChownAloneNothingIsLeft() throws Exception {
    assertServesAndLeavesNothing(Surroundings.withCapabilities("+chown"));
  }

  @Test
  public void item63_withoutDacOverrideTheEndOfTheServerLeavesNothing() {
    var server = start(Surroundings.withoutDacOverride());
    try (var holder = hold(server)) {
      holder.awaitLine("held");
      server.close();
      assertEquals(List.of(), SharedMemory.directoriesOf(server.pid()));
    }
  }

  /** It may not give anything away either, so that others cannot enter, as with libqb. */
  @Test
  public void item63_withoutAnyCapabilityNothingIsLeft() {
    try (var server = start(Surroundings.withCapabilities("-chown"))) {
      try (var client =
          CProgram.start(CProgram.PEER, List.of("echo", server.service(), OTHER, OTHER))) {
        assertEquals("failed 13", client.awaitLine("echo", "failed"));
      }
      SharedMemory.assertNothingLeft(server.pid());
      ServerConformance.assertServes(server.service());
    }
  }

  @Test
  public void item69_withoutDacOverrideWhatTheDeadLeftIsRemovedWhenItIsOld() throws Exception {
    var options = new ServiceOptions();
    int dead;
    try (var server = Implementation.OURS.startProcess(List.of(), options);
        var holder = hold(server)) {
      holder.awaitLine("held");
      dead = server.pid();
      server.process().kill();
      holder.kill();
    }
    try {
      List<Path> left = SharedMemory.directoriesOf(dead);
      assertEquals(CONNECTIONS, left.size());
      // Of another service, which is none of ours.
      Path others = left.get(0);
      Files.createFile(others.resolve("qb-request-other-header"));
      var before = SharedMemory.Ownership.of(others);
      for (Path directory : left) {
        // However long the server takes to start.
        Files.setLastModifiedTime(directory, FileTime.from(Instant.now().plusSeconds(3600)));
      }
      Implementation.OURS.startProcess(Surroundings.withoutDacOverride(), options).close();
      assertEquals("young", CONNECTIONS, SharedMemory.directoriesOf(dead).size());
      for (Path directory : left) {
        Files.setLastModifiedTime(directory, FileTime.from(Instant.now().minusSeconds(120)));
      }
      Implementation.OURS.startProcess(Surroundings.withoutDacOverride(), options).close();
      assertEquals(List.of(others), SharedMemory.directoriesOf(dead));
      assertEquals(before, SharedMemory.Ownership.of(others));
      Files.delete(others.resolve("qb-request-other-header"));
    } finally {
      Implementation.OURS.start(options).close();
    }
    assertEquals(List.of(), SharedMemory.directoriesOf(dead));
  }
}
