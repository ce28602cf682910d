package dev.qbipc.hostile;

import static dev.qbipc.conformance.ServerConformance.assertErrno;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.ConformanceService;
import dev.qbipc.conformance.RawClient;
import dev.qbipc.conformance.ServerProcess;
import dev.qbipc.conformance.ServiceOptions;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.Errno;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Who is refused again and again does not fill the log, and no case is left out of its counts. */
public class LoggedRefusalsTest {

  private static final int REFUSALS = 2000;
  private static final int VIOLATIONS = 100;
  private static final int FAILURES = 100;
  private static final Pattern LEFT_OUT =
      Pattern.compile(
          "(?<count>\\d+) more (clients|requests) of uid \\d+ were (?<what>.+) in \\d+ s");

  @Rule public final TemporaryFolder directory = new TemporaryFolder();

  @Test
  public void linesAreFewAndTheirCountsAddUp() throws Exception {
    Path log = directory.getRoot().toPath().resolve("log");
    var options =
        new ServiceOptions()
            .service("qb-logged-" + ProcessHandle.current().pid())
            .refuse(Errno.EPERM);
    long start = System.nanoTime();
    try (var server =
        ServerProcess.startOursInJvm(List.of("-Dorg.slf4j.simpleLogger.logFile=" + log), options)) {
      for (int i = 0; i < REFUSALS; i++) {
        assertErrno(Errno.EPERM, () -> LibqbClient.connect(server.service()));
      }
      for (int i = 0; i < VIOLATIONS; i++) {
        try (var client = RawClient.connectWhenTheQueueHasRoom(server.service())) {
          client.sendBytes(new byte[24]);
          client.awaitEnd();
        }
      }
      var protection = server.stats().protection();
      assertEquals(REFUSALS, protection.refusedByPolicy());
      assertEquals(VIOLATIONS, protection.handshakeViolations());
    }
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    List<String> lines = Files.readAllLines(log);
    assertEquals(REFUSALS, told(lines, "refused a client", "refused by the accept policy"));
    assertEquals(VIOLATIONS, told(lines, "dropped a client", "dropped for a first message"));
    assertTrue(lines.size() + " lines in " + seconds + " s", lines.size() <= 8 + 2 * seconds / 10);
  }

  @Test
  public void requestsThatOperationsFailOnHaveFewLinesToo() throws Exception {
    Path log = directory.getRoot().toPath().resolve("log");
    var options = new ServiceOptions().service("qb-failing-" + ProcessHandle.current().pid());
    try (var server =
            ServerProcess.startOursInJvm(
                List.of("-Dorg.slf4j.simpleLogger.logFile=" + log), options);
        var client = LibqbClient.connect(server.service())) {
      for (int i = 0; i < FAILURES; i++) {
        // it reads a number that is not there
        assertEquals(-Errno.EIO, client.call(ConformanceService.FAIL, new byte[0]).error());
      }
    }
    List<String> lines = Files.readAllLines(log);
    assertEquals(FAILURES, told(lines, " failed for connection ", "answered with EIO"));
    long single = lines.stream().filter(line -> line.contains(" failed for connection ")).count();
    assertTrue(single + " lines of their own", single < FAILURES / 10);
  }

  /** How many cases the lines tell of, each of its own line or together. */
  private static long told(List<String> lines, String alone, String together) {
    long told = 0;
    for (String line : lines) {
      var leftOut = LEFT_OUT.matcher(line);
      if (line.contains(alone)) {
        told++;
      } else if (leftOut.find() && leftOut.group("what").startsWith(together)) {
        told += Long.parseLong(leftOut.group("count"));
      }
    }
    return told;
  }
}
