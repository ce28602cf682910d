package dev.pmxcfs.ipc.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** {@code serve --config-dir}: what cannot be read or watched is named, all else is served. */
public class PartlyReadableDirectoryTest {

  private static final int GET_CONFIG = 6;
  private static final int DIRECTORIES = 8;
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** root, but bound to the permissions of files as all others are. */
  private static final List<String> BOUND_TO_PERMISSIONS =
      List.of(
          "setpriv",
          "--inh-caps=-dac_override,-dac_read_search",
          "--bounding-set=-dac_override,-dac_read_search");

  /** One for the root, and the others for half of the directories in it. */
  private static final int WATCHES = 1 + DIRECTORIES / 2;

  private static final List<String> FEW_WATCHES =
      List.of(
          "unshare",
          "--user",
          "--map-root-user",
          "sh",
          "-ec",
          "echo " + WATCHES + " > /proc/sys/user/max_inotify_watches; exec \"$@\"",
          "sh");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private Path directory;

  @Before
  public void makeDirectory() throws IOException {
    directory = folder.newFolder("etc-pve").toPath();
    for (int i = 0; i < DIRECTORIES; i++) {
      put(i + "/file.cfg", "old");
    }
  }

  private Program serve(List<String> wrapper) {
    return programs.startService(
        wrapper, service, "serve", "--service", service, "--config-dir", directory.toString());
  }

  @Test
  @Needs(Requirement.ROOT)
  public void aBranchThatMayNotBeReadIsLeftOutUntilItMay() throws Exception {
    mode("3", "---------");
    mode("4/file.cfg", "---------");
    Program program = serve(BOUND_TO_PERMISSIONS);
    try (var client = LibqbClient.connect(service)) {
      assertEquals(-Errno.ENOENT, ask(client, "3/file.cfg").error());
      assertEquals(-Errno.ENOENT, ask(client, "4/file.cfg").error());
      String errors = String.join("\n", program.errorLines());
      assertThat(errors, containsString("/3 in " + directory + " cannot be read"));
      assertThat(errors, containsString("/4/file.cfg in " + directory + " cannot be read"));
      assertThat(errors, containsString("permission denied"));
      put("5/file.cfg", "new");
      assertEquals("all else is followed", "new", config(client, "5/file.cfg"));
      mode("3", "rwx------");
      mode("4/file.cfg", "rw-------");
      assertEquals("old", config(client, "3/file.cfg"));
      assertEquals("old", config(client, "4/file.cfg"));
      put("3/file.cfg", "new");
      assertEquals("new", config(client, "3/file.cfg"));
      mode("4/file.cfg", "---------");
      assertEquals("what was read stays", "old", config(client, "4/file.cfg"));
    }
  }

  @Test
  @Needs(Requirement.NAMESPACES)
  public void directoriesThatCannotBeWatchedAreLeftOutUntilTheyCan() throws Exception {
    Program program = serve(FEW_WATCHES);
    try (var client = LibqbClient.connect(service)) {
      List<Integer> watched = served(client);
      assertEquals(WATCHES - 1, watched.size());
      assertThat(
          String.join("\n", program.errorLines()),
          containsString("raise sysctl fs.inotify.max_user_watches"));
      for (int i : watched) {
        Files.delete(directory.resolve(i + "/file.cfg"));
        Files.delete(directory.resolve(Integer.toString(i)));
      }
      List<Integer> others = new ArrayList<>(all());
      others.removeAll(watched);
      awaitServed(client, others);
    }
  }

  private static List<Integer> all() {
    return IntStream.range(0, DIRECTORIES).boxed().toList();
  }

  /** In which directories the file is served. */
  private static List<Integer> served(LibqbClient client) {
    return all().stream().filter(i -> ask(client, i + "/file.cfg").error() == 0).toList();
  }

  /** What could not be watched is tried again from time to time. */
  private static void awaitServed(LibqbClient client, List<Integer> expected) {
    long deadline = System.nanoTime() + Program.PATIENCE.toNanos();
    while (!served(client).equals(expected) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    assertEquals(expected, served(client));
  }

  private void put(String path, String contents) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, contents);
  }

  private void mode(String path, String permissions) throws IOException {
    Files.setPosixFilePermissions(
        directory.resolve(path), PosixFilePermissions.fromString(permissions));
  }

  private static LibqbMessage ask(LibqbClient client, String path) {
    return client.callWhenThereIsRoom(GET_CONFIG, (path + "\0").getBytes(UTF_8));
  }

  private static String config(LibqbClient client, String path) {
    LibqbMessage answer = ask(client, path);
    assertEquals(path, 0, answer.error());
    return new String(answer.payload(), UTF_8);
  }
}
