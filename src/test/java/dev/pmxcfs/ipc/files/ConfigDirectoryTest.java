package dev.pmxcfs.ipc.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.ExpectedStatus;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** {@code serve --config-dir}: operations 1, 3 and 6 follow the files of a directory. */
public class ConfigDirectoryTest {

  private static final int GET_FS_VERSION = 1;
  private static final int GET_GUEST_LIST = 3;
  private static final int GET_CONFIG = 6;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private Path directory;

  @Before
  public void makeDirectory() throws IOException {
    directory = folder.newFolder("etc-pve").toPath();
  }

  private Program serve() {
    return programs.startService(
        service, "serve", "--service", service, "--config-dir", directory.toString());
  }

  @Test
  public void clientsSeeTheFilesAndTheirChanges() throws Exception {
    put("storage.cfg", "dir: local\n");
    put("nodes/one/qemu-server/100.conf", "memory: 512\n");
    serve();
    try (var client = LibqbClient.connect(service)) {
      assertEquals("dir: local\n", config(client, "storage.cfg"));
      assertEquals(
          "{\n\"version\": 1,\n\"ids\": {\n"
              + "\"100\": { \"node\": \"one\", \"type\": \"qemu\", \"version\": 1 }}\n\n}\n",
          text(client, GET_GUEST_LIST));
      int before = counter(client, "storage.cfg");

      put("storage.cfg", "dir: other\n");
      assertEquals("dir: other\n", config(client, "storage.cfg"));
      assertTrue(counter(client, "storage.cfg") > before);

      put("nodes/two/lxc/101.conf", "cores: 1\n");
      assertThat(text(client, GET_GUEST_LIST), containsString("\"101\""));
      assertEquals("cores: 1\n", config(client, "nodes/two/lxc/101.conf"));

      move("nodes/one/qemu-server/100.conf", "nodes/two/100.tmp");
      assertThat(text(client, GET_GUEST_LIST), not(containsString("\"100\"")));
      assertEquals(-Errno.ENOENT, ask(client, "nodes/one/qemu-server/100.conf").error());
    }
  }

  @Test
  public void aFileThatBreaksARuleIsOneWarning() throws Exception {
    put("nodes/one/qemu-server/100.conf", "");
    put("nodes/two/qemu-server/100.conf", "");
    Program program = serve();
    try (var client = LibqbClient.connect(service)) {
      put("user.cfg", "later");
      assertEquals("later", config(client, "user.cfg"));
      assertThat(text(client, GET_GUEST_LIST), containsString("\"node\": \"one\""));
    }
    var warnings = program.warnings();
    assertEquals(warnings.toString(), 1, warnings.size());
    assertThat(warnings.get(0), containsString("nodes/two/qemu-server/100.conf"));
  }

  @Test
  public void theCommandConfigReadsTheFilesAndChangesNone() throws Exception {
    put("user.cfg", "as it is");
    serve();
    Program.Result read = Program.run("config", "cat", "--service", service, "user.cfg");
    assertEquals("as it is", read.text());
    Path imported = folder.newFolder("imported").toPath();
    Files.writeString(imported.resolve("user.cfg"), "other");
    String file = imported.resolve("user.cfg").toString();
    changesNothing("rm", "user.cfg");
    changesNothing("put", "user.cfg", file);
    changesNothing("put", "new.cfg", file);
    changesNothing("mkdir", "nodes");
    changesNothing("mv", "user.cfg", "new.cfg");
    changesNothing("import", imported.toString());
    assertEquals("as it is", Files.readString(directory.resolve("user.cfg")));
  }

  private void changesNothing(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("config"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--service", service));
    Program.Result refused = InProcess.run(all.toArray(String[]::new));
    assertEquals(ExpectedStatus.of(refused), refused.status());
    assertEquals(refused.errors().toString(), 1, refused.errors().size());
    assertThat(refused.errors().get(0), containsString("EROFS"));
    assertThat(refused.errors().get(0), containsString(directory.toString()));
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(directory.resolve("user.cfg")), files.toList());
    }
  }

  @Test
  public void whatCannotBeServedIsOneLine() {
    String missing = directory.resolve("missing").toString();
    Program.Result result = Program.run("serve", "--service", service, "--config-dir", missing);
    assertEquals(1, result.status());
    assertEquals(result.errors().toString(), 1, result.errors().size());
    assertThat(result.errors().get(0), containsString(missing + ": does not exist"));
  }

  private void put(String path, String contents) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, contents);
  }

  private void move(String from, String to) throws IOException {
    Files.move(directory.resolve(from), directory.resolve(to));
  }

  private static LibqbMessage ask(LibqbClient client, String path) {
    return client.callWhenThereIsRoom(GET_CONFIG, (path + "\0").getBytes(UTF_8));
  }

  private static String config(LibqbClient client, String path) {
    LibqbMessage response = ask(client, path);
    assertEquals(path, 0, response.error());
    return new String(response.payload(), UTF_8);
  }

  private static String text(LibqbClient client, int id) {
    return new String(client.callWhenThereIsRoom(id, new byte[0]).payload(), UTF_8);
  }

  private static int counter(LibqbClient client, String file) {
    Matcher matcher =
        Pattern.compile("\"" + file + "\": (\\d+)").matcher(text(client, GET_FS_VERSION));
    assertTrue(matcher.find());
    return Integer.parseInt(matcher.group(1));
  }
}
