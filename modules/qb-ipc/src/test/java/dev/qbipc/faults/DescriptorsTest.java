package dev.qbipc.faults;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.ConformanceService;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.conformance.ProcessResources;
import dev.qbipc.conformance.RawClient;
import dev.qbipc.conformance.ReadableCopy;
import dev.qbipc.conformance.ServerConformance;
import dev.qbipc.conformance.ServerProcess;
import dev.qbipc.conformance.ServiceOptions;
import dev.qbipc.conformance.SharedMemory;
import dev.qbipc.conformance.Surroundings;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.server.HandshakeOptions;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Item 21: nothing to accept a client with. It waits in the kernel's queue until there is. */
public class DescriptorsTest {

  private static final int DESCRIPTORS = 128;
  private static final Duration WINDOW = Duration.ofSeconds(1);

  @Rule public final TemporaryFolder directory = new TemporaryFolder();

  private final ServiceOptions options =
      new ServiceOptions()
          .service("qb-descriptors-" + ProcessHandle.current().pid())
          .server(
              new QbServerOptions()
                  .setHandshakeOptions(new HandshakeOptions().setTimeout(Duration.ofMinutes(5))));

  private static Duration processorTimeIn(Duration window, int pid) throws InterruptedException {
    Duration before = ProcessResources.processorTime(pid);
    Thread.sleep(window.toMillis());
    return ProcessResources.processorTime(pid).minus(before);
  }

  @Test
  public void item21_outOfDescriptorsWhileAcceptingDoesNotSpinAndRecovers() throws Exception {
    assertSurvivesWithoutDescriptors(System.getProperty("java.class.path"));
  }

  /** A class that is a file cannot be loaded any more when there is no descriptor left. */
  @Test
  public void item21_classesAreLoadedBeforeDescriptorsRunOut() throws Exception {
    Path odd = directory.newFolder("a b%20c").toPath();
    assertSurvivesWithoutDescriptors(ReadableCopy.ofClassPath(odd));
  }

  private void assertSurvivesWithoutDescriptors(String classPath) throws Exception {
    List<String> wrapper = Surroundings.withDescriptors(DESCRIPTORS);
    List<RawClient> waiting = new ArrayList<>();
    try (var server = ServerProcess.startOurs(wrapper, classPath, options);
        var honest = LibqbClient.connect(server.service())) {
      assertEchoes(honest);
      Eventually.assertBecomes(
          "descriptors of the server",
          DESCRIPTORS,
          () -> {
            waiting.add(RawClient.connect(server.service()));
            return ProcessResources.descriptors(server.pid());
          });
      // These stay in the queue.
      for (int i = 0; i < 20; i++) {
        waiting.add(RawClient.connect(server.service()));
      }
      ProcessResources.assertBecomesIdle(server.pid(), WINDOW, WINDOW.dividedBy(2));
      assertEchoes(honest);
      waiting.forEach(RawClient::close);
      ServerConformance.assertServes(server.service());
      assertEchoes(honest);
      SharedMemory.assertNothingLeftBut(1, server.pid());
    }
  }

  /** The machine's own limit, which the kernel is made to report (strace). */
  @Test
  @Needs(Requirement.TRACING)
  public void item21_machineOutOfFilesWhileAcceptingDoesNotSpinAndRecovers() throws Exception {
    int failures = 15;
    List<String> wrapper =
        List.of(
            ("strace -D -f --seccomp-bpf -o /dev/null -e trace=accept4"
                    + " -e inject=accept4:error=ENFILE:when=1.."
                    + failures)
                .split(" "));
    try (var server = ServerProcess.startOurs(wrapper, options);
        var waiting = RawClient.connect(server.service())) {
      Duration used = processorTimeIn(WINDOW, server.pid());
      assertTrue("processor time " + used, used.compareTo(WINDOW.dividedBy(2)) < 0);
      assertEquals(0, waiting.unreadBytes());
      assertEquals(0, server.stats().activeConnections());
      ServerConformance.assertServes(server.service());
    }
  }

  private static void assertEchoes(LibqbClient client) {
    byte[] payload = {2, 1};
    assertArrayEquals(payload, client.call(ConformanceService.ECHO, payload).payload());
  }
}
