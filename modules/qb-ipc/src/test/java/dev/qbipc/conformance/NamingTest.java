package dev.qbipc.conformance;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.Posix;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.Test;

/** Conformance list A: naming and listening. */
public class NamingTest extends ServerConformance {

  private static final int SUN_PATH_SIZE = 108;

  @Test
  public void item1_abstractAddressIs110BytesPaddedWithZeros() {
    var server = start();
    String name = server.service();
    String address = "@" + name + "@".repeat(SUN_PATH_SIZE - 1 - name.length());
    assertTrue(ProcessView.unixSockets().containsValue(address));
  }

  /** With the installed libqb; Debian 12 has 2.0.6. */
  @Test
  public void item2_clientConnectsByBareServiceName() {
    assertServes(start().service());
  }

  @Test
  public void item3_namesOf1To200BytesConnect() {
    long pid = ProcessHandle.current().pid();
    String oneByte = String.valueOf((char) ('A' + pid % 26));
    for (String name : List.of(oneByte, name(106), name(150), name(200))) {
      try (var server = implementation.start(new ServiceOptions().service(name))) {
        assertServes(server.service());
      }
    }
  }

  @Test
  public void item3_nameOf236BytesMakesTheClientFailWithEinval() {
    var server = start(new ServiceOptions().service(name(236)));
    assertErrno(Errno.EINVAL, () -> LibqbClient.connect(server.service()));
    SharedMemory.assertNothingLeft(server.pid());
  }

  private static String name(int length) {
    String start = "qb-conformance-" + ProcessHandle.current().pid() + "-";
    return start + "n".repeat(length - start.length());
  }

  /**
   * Server and client run where the force file exists; {@code /tmp} is Debian's socket directory.
   * The address's length shows nowhere: the kernel completes a path by its zero byte.
   */
  @Test
  @Needs(Requirement.NAMESPACES)
  public void item4_forceFileMovesTheSocketIntoTheFileSystem() throws Exception {
    var options = new ServiceOptions();
    Path socket = Path.of("/tmp", options.service());
    Files.writeString(socket, "what a dead server left");
    try (var server = startProcess(Surroundings.withForceFile(), options)) {
      assertTrue(ProcessView.unixSockets().containsValue(socket.toString()));
      assertEquals(0777, SharedMemory.Ownership.of(socket).mode());
      var client = peerWithin(Surroundings.withForceFile(), "echo", server.service(), "0", "0");
      assertEquals("echo ok", client.awaitLine("echo", "failed"));
      assertErrno(Errno.ECONNREFUSED, () -> LibqbClient.connect(server.service()));
    }
    assertFalse(Files.exists(socket));
  }

  @Test
  public void item5_secondServerOfTheSameNameReportsEaddrinuse() {
    var first = start();
    try (var client = connect(first)) {
      assertErrno(Errno.EADDRINUSE, this::start);
      assertEquals(7, client.call(ConformanceService.ECHO, 7).intAt(0));
      assertEquals(1, SharedMemory.directoriesOf(first.pid()).size());
      assertEquals(6, SharedMemory.names(SharedMemory.directoriesOf(first.pid()).get(0)).size());
    }
    assertServes(first.service());
  }

  @Test
  public void item6_128ClientsConnectWhileTheServerPauses() {
    var server = startProcess(List.of(), new ServiceOptions());
    assertServes(server.service());
    Posix.signal(server.pid(), Posix.SIGSTOP);
    try {
      var clients = peer("burst", server.service(), "128");
      assertEquals("sent 128", clients.awaitLine("sent"));
      Posix.signal(server.pid(), Posix.SIGCONT);
      assertEquals("connected 128", clients.awaitLine("connected"));
    } finally {
      Posix.signal(server.pid(), Posix.SIGCONT);
    }
  }

  @Test
  public void item7_socketsAreCloseOnExec() {
    var server = start();
    connect(server);
    var process = new ProcessView(server.pid());
    var sockets = ProcessView.unixSockets();
    List<Integer> ours =
        process.descriptors().entrySet().stream()
            .filter(fd -> sockets.getOrDefault(fd.getValue(), "").contains(server.service()))
            .map(fd -> fd.getKey())
            .collect(Collectors.toList());
    assertEquals("the listening socket and the connection", 2, ours.size());
    for (int fd : ours) {
      assertTrue(process.isCloseOnExec(fd));
    }
  }
}
