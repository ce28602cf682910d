package dev.qbipc.conformance;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.SharedMemory.Ownership;
import dev.qbipc.libqb.ChildProcess;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Conformance list C: credentials and files. */
@Needs(Requirement.ROOT)
public class CredentialsAndFilesTest extends ServerConformance {

  private static final int NOBODY = 65534;
  private static final int STRANGER = 65533;

  @Rule public final TemporaryFolder directory = new TemporaryFolder();

  @Test
  public void item25_realIdsOfTheSenderCount() {
    var server = start();
    var client = peer("whoami", server.service(), "65534", "0", "777");
    assertEquals("whoami " + client.pid() + " 65534 777", client.awaitLine("whoami", "failed"));
  }

  @Test
  public void item26_clientThatForkedAfterConnectIsTheSender() {
    var server = start();
    var client = peer("fork", server.service());
    String connector = wordOf(client.awaitLine("connector"), 1);
    String sender = wordOf(client.awaitLine("sender"), 1);
    String answer = client.awaitLine("answer", "failed");
    assertNotEquals(connector, sender);
    assertTrue(answer, answer.startsWith("answer 0 " + directoryPrefix(server) + sender + "-"));
  }

  private static String wordOf(String line, int index) {
    return line.split(" ")[index];
  }

  private static String directoryPrefix(ServerUnderTest server) {
    return "/dev/shm/qb-" + server.pid() + "-";
  }

  @Test
  public void item27_clientWithoutPasscredConnects() {
    var server = start();
    var client = peer("no-passcred", server.service());
    String answer = client.awaitLine("answer", "failed");
    assertTrue(
        answer, answer.startsWith("answer 0 " + directoryPrefix(server) + client.pid() + "-"));
  }

  @Test
  public void item28_filesAreTheClientsInADirectoryOfTheirOwn() {
    var server = start();
    var client = hold(server, NOBODY);
    Path directory = onlyDirectoryOf(server);
    String name = directoryPrefix(server) + client.pid() + "-\\d+-[A-Za-z0-9]{6}";
    assertTrue(directory.toString(), Pattern.matches(name, directory.toString()));
    assertEquals(new Ownership(NOBODY, NOBODY, 0770), Ownership.of(directory));
    assertEquals(fileNames(server.service()), SharedMemory.names(directory));
    for (Path file : filesIn(directory)) {
      assertEquals(new Ownership(NOBODY, NOBODY, 0600), Ownership.of(file));
    }
  }

  private ChildProcess hold(ServerUnderTest server, int uid) {
    String id = String.valueOf(uid);
    var client = peer("hold", server.service(), id, id, "1");
    assertEquals("held 1", client.awaitLine("held", "failed"));
    return client;
  }

  /** The directory of the client that stays; those that left before may take a moment to. */
  private static Path onlyDirectoryOf(ServerUnderTest server) {
    SharedMemory.assertNothingLeftBut(1, server.pid());
    return SharedMemory.directoriesOf(server.pid()).get(0);
  }

  private static List<String> fileNames(String service) {
    var names = new ArrayList<String>();
    for (String ring : List.of("event", "request", "response")) {
      names.add("qb-" + ring + "-" + service + "-data");
      names.add("qb-" + ring + "-" + service + "-header");
    }
    return names;
  }

  private static List<Path> filesIn(Path directory) {
    var files = new ArrayList<Path>();
    SharedMemory.names(directory).forEach(name -> files.add(directory.resolve(name)));
    return files;
  }

  @Test
  public void item29_applicationMayGiveTheFilesToAnother() {
    var server = start(new ServiceOptions().auth(555, 741, 0660));
    connect(server);
    Path directory = onlyDirectoryOf(server);
    assertEquals(new Ownership(555, 741, 0770), Ownership.of(directory));
    for (Path file : filesIn(directory)) {
      assertEquals(new Ownership(555, 741, 0660), Ownership.of(file));
    }
  }

  @Test
  public void item30_rootServesAnUnprivilegedClient() {
    var server = start();
    var client = peer("echo", server.service(), "65534", "65534");
    assertEquals("echo ok", client.awaitLine("echo", "failed"));
  }

  @Test
  public void item30_strangersCannotListOrOpenTheFiles() {
    var server = start();
    hold(server, NOBODY);
    Path directory = onlyDirectoryOf(server);
    var paths = new ArrayList<>(List.of(directory));
    paths.addAll(filesIn(directory));
    assertPeek(STRANGER, Errno.EACCES, paths);
    assertPeek(NOBODY, 0, paths);
  }

  private void assertPeek(int uid, int errno, List<Path> paths) {
    String id = String.valueOf(uid);
    var arguments = new ArrayList<>(List.of("peek", id, id));
    paths.forEach(path -> arguments.add(path.toString()));
    var peer = peer(arguments.toArray(String[]::new));
    for (Path path : paths) {
      assertEquals("errno " + errno + " " + path, peer.awaitLine("errno"));
    }
  }

  @Test
  @Needs(Requirement.OTHERS_PROCESSES)
  public void item31_serverWithoutPrivilegesServesItsOwnUser() {
    // It may not give the files to user 555, which must not keep its own user out.
    var options = new ServiceOptions().auth(555, 741, 0600);
    var server = closedAtEnd(implementation.startAs(NOBODY, directory.getRoot().toPath(), options));
    String id = String.valueOf(NOBODY);
    var client = peer("echo", server.service(), id, id);
    assertEquals("echo ok", client.awaitLine("echo", "failed"));
    hold(server, NOBODY);
    assertEquals(new Ownership(NOBODY, NOBODY, 0770), Ownership.of(onlyDirectoryOf(server)));
  }
}
