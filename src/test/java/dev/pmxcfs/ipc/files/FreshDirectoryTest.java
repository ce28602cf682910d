package dev.pmxcfs.ipc.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.LockedChanges;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * {@code serve --config-dir}: what a finished write has put into the directory, the next request
 * sees, as with a file that is written through the C server's mount. No test waits for anything.
 */
public class FreshDirectoryTest {

  private static final int GET_FS_VERSION = 1;
  private static final int GET_GUEST_LIST = 3;
  private static final int GET_CONFIG = 6;
  private static final int GET_GUEST_CONFIG_PROPERTY = 11;
  private static final int VERIFY_TOKEN = 12;
  private static final int GET_GUEST_CONFIG_PROPERTIES = 13;

  private static final int TIMES = 200;
  private static final int PROCESSES = 4;
  private static final int CHANGES = 25;
  private static final long MINUTES = 5;
  private static final long OFTEN_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private Path directory;
  private Program program;
  private LibqbClient client;
  private volatile boolean ended;
  private Thread neighbour;

  @Before
  public void serve() throws IOException {
    directory = folder.newFolder("etc-pve").toPath();
    Files.createDirectories(directory.resolve("priv/lock"));
    put("datacenter.cfg", "as it was");
    program =
        programs.startService(
            service, "serve", "--service", service, "--config-dir", directory.toString());
    client = LibqbClient.connect(service);
  }

  @After
  public void end() throws InterruptedException {
    client.close();
    ended = true;
    if (neighbour != null) {
      neighbour.join();
    }
  }

  /** Another file is rewritten all the time. */
  private void startNeighbour() {
    neighbour =
        new Thread(
            () -> {
              for (int i = 0; !ended; i++) {
                put("neighbour.cfg", "rewritten " + i);
                LockSupport.parkNanos(OFTEN_NANOS);
              }
            });
    neighbour.start();
  }

  @Test
  public void aFileRenamedOverAnotherIsSeenAtOnce() throws Exception {
    startNeighbour();
    assertNoneStale(staleAfter(text -> replace("datacenter.cfg", text)));
  }

  private void assertNoneStale(int stale) {
    assertEquals(program.errorLines().toString(), 0, stale);
  }

  @Test
  public void aFileWrittenInPlaceIsSeenAtOnce() {
    startNeighbour();
    assertNoneStale(staleAfter(text -> put("datacenter.cfg", text)));
  }

  @FunctionalInterface
  private interface Write {
    void of(String text) throws IOException;
  }

  /** How often of {@link #TIMES} the old contents were read after new ones had been written. */
  private int staleAfter(Write write) {
    int stale = 0;
    try {
      for (int i = 0; i < TIMES; i++) {
        String text = "written " + i;
        write.of(text);
        stale += text.equals(config("datacenter.cfg")) ? 0 : 1;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return stale;
  }

  @Test
  public void aCheckoutIsSeenAtOnce() throws Exception {
    List<String> files =
        IntStream.range(100, 120).mapToObj(vmid -> "nodes/n/lxc/" + vmid + ".conf").toList();
    run("git", "init", "-q", "-b", "even");
    commit(files, "even");
    run("git", "checkout", "-q", "-b", "odd");
    commit(files, "odd");
    startNeighbour();
    int stale = 0;
    for (int i = 0; i < TIMES / files.size(); i++) {
      String branch = i % 2 == 0 ? "even" : "odd";
      run("git", "checkout", "-q", branch);
      for (String file : files) {
        stale += ("hostname: " + branch).equals(config(file)) ? 0 : 1;
      }
    }
    assertNoneStale(stale);
    assertEquals(-Errno.ENOENT, ask(GET_CONFIG, ".git/HEAD\0").error());
  }

  private void commit(List<String> files, String branch) throws Exception {
    files.forEach(file -> put(file, "hostname: " + branch));
    run("git", "add", "nodes");
    run("git", "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", branch);
  }

  @Test
  public void changesUnderALockAreAllKept() throws Exception {
    put(LockedChanges.FILE, "");
    startNeighbour();
    List<Process> writers = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      writers.add(startWriter("writer" + i));
    }
    for (Process writer : writers) {
      assertTrue("in time", writer.waitFor(MINUTES, TimeUnit.MINUTES));
      assertEquals(0, writer.exitValue());
    }
    List<String> kept = Files.readAllLines(directory.resolve(LockedChanges.FILE));
    assertEquals(PROCESSES * CHANGES, kept.size());
    assertEquals(PROCESSES * CHANGES, kept.stream().distinct().count());
  }

  private Process startWriter(String name) throws IOException {
    List<String> command = Program.java();
    command.add(LockedChanges.class.getName());
    command.addAll(List.of(service, directory.toString(), name, Integer.toString(CHANGES)));
    return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
  }

  @Test
  public void everyOperationThatLooksAtTheFilesSeesThemAsTheyAre() throws Exception {
    String guest = "nodes/one/qemu-server/100.conf";
    for (int i = 0; i < TIMES; i++) {
      int version = counter("datacenter.cfg");
      replace("datacenter.cfg", "written " + i);
      assertTrue("op 1", counter("datacenter.cfg") > version);

      put(guest, "memory: " + i + "\n");
      assertThat("op 3", text(GET_GUEST_LIST, ""), containsString("\"100\""));
      assertEquals("op 6", "memory: " + i + "\n", config(guest));
      put(guest, "memory: 1" + i + "\n");
      String memory = "\"memory\": \"1" + i + "\"";
      assertThat("op 11", property(GET_GUEST_CONFIG_PROPERTY, "memory\0"), containsString(memory));
      put(guest, "memory: 2" + i + "\n");
      memory = "\"memory\": \"2" + i + "\"";
      String properties = property(GET_GUEST_CONFIG_PROPERTIES, "\1memory\0");
      assertThat("op 13", properties, containsString(memory));
      Files.delete(directory.resolve(guest));
      assertThat("op 3", text(GET_GUEST_LIST, ""), not(containsString("\"100\"")));

      String token = "root@pam!t " + i;
      replace("priv/token.cfg", token + "\n");
      assertEquals("op 12", 0, ask(VERIFY_TOKEN, token + "\0").error());
    }
  }

  @Test
  public void directoriesAreSeenAtOnceWhereverTheyGo() throws Exception {
    for (int i = 0; i < TIMES; i++) {
      Path aside = Files.createDirectory(folder.getRoot().toPath().resolve("aside"));
      Files.writeString(aside.resolve("100.conf"), "memory: " + i + "\n");
      Files.createDirectories(directory.resolve("nodes/one"));
      Files.createDirectories(directory.resolve("nodes/two"));
      Files.move(aside, directory.resolve("nodes/one/qemu-server"));
      assertEquals("memory: " + i + "\n", config("nodes/one/qemu-server/100.conf"));
      move("nodes/one/qemu-server", "nodes/two/qemu-server");
      assertThat(text(GET_GUEST_LIST, ""), containsString("\"node\": \"two\""));
      put("nodes/two/qemu-server/100.conf", "cores: " + i + "\n");
      assertEquals("cores: " + i + "\n", config("nodes/two/qemu-server/100.conf"));
      Files.move(directory.resolve("nodes/two/qemu-server"), aside);
      assertThat(text(GET_GUEST_LIST, ""), not(containsString("\"100\"")));
      Files.delete(aside.resolve("100.conf"));
      Files.delete(aside);
    }
  }

  private void put(String path, String contents) {
    try {
      Path file = directory.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, contents);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As most programs write: a new file, renamed over the old one. */
  private void replace(String path, String contents) throws IOException {
    put(path + ".tmp", contents);
    move(path + ".tmp", path);
  }

  private void move(String from, String to) throws IOException {
    Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  private void run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(String.join(" ", command) + ": " + output, 0, process.waitFor());
  }

  private LibqbMessage ask(int id, String payload) {
    return client.callWhenThereIsRoom(id, payload.getBytes(UTF_8));
  }

  private String text(int id, String payload) {
    LibqbMessage answer = ask(id, payload);
    assertEquals(0, answer.error());
    return new String(answer.payload(), UTF_8);
  }

  private String config(String path) {
    return text(GET_CONFIG, path + "\0");
  }

  private String property(int id, String names) {
    byte[] bytes = names.getBytes(UTF_8);
    ByteBuffer payload = ByteBuffer.allocate(4 + bytes.length).order(ByteOrder.nativeOrder());
    LibqbMessage answer = client.callWhenThereIsRoom(id, payload.putInt(100).put(bytes).array());
    assertEquals(0, answer.error());
    return new String(answer.payload(), UTF_8);
  }

  private int counter(String file) {
    Matcher matcher = Pattern.compile("\"" + file + "\": (\\d+)").matcher(text(GET_FS_VERSION, ""));
    assertTrue(matcher.find());
    return Integer.parseInt(matcher.group(1));
  }
}
