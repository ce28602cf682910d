package dev.pmxcfs.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.Patience;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * What is in the Debian packages of the program that the tests are run on. {@code scripts/package
 * --test} installs them.
 */
public class DebianPackageTest {

  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static final Path PROGRAM = Path.of(System.getProperty("program.jars"));
  private static final Path SCRIPT = Path.of("..", "scripts", "package");
  private static final String VERSION = "1.2.3~test-1";

  /** The numbers of ELF for the kinds of processor, by Debian's names. */
  private static final Map<String, Integer> MACHINES = Map.of("amd64", 62, "arm64", 183);

  private static final int ELF_MACHINE = 18;

  /** In KiB. */
  private static final int LARGEST = 35 * 1024;

  private static final Set<String> PLACES =
      Set.of(
          "etc/default/pmxcfs-ipc",
          "lib/systemd/system/pmxcfs-ipc.service",
          "usr/bin/pmxcfs-ipc",
          "usr/lib/pmxcfs-ipc/",
          "usr/share/bash-completion/completions/pmxcfs-ipc",
          "usr/share/doc/pmxcfs-ipc/",
          "usr/share/lintian/overrides/pmxcfs-ipc",
          "usr/share/man/man1/pmxcfs-ipc",
          "usr/share/pmxcfs-ipc/launcher/",
          "usr/share/pmxcfs-ipc/lib/",
          "usr/share/pmxcfs-ipc/modules/");

  private static final Set<String> MODES =
      Set.of(
          "-rw-r--r-- root/root ",
          "-rwxr-xr-x root/root ",
          "drwxr-xr-x root/root ",
          "drwxr-x--- root/root ");

  private static final Pattern OURS =
      Pattern.compile("(corosync|fuse|linux|pmxcfs-[a-z]+|qb-ipc)-\\d");

  private static final Pattern NATIVE = Pattern.compile(".*\\.(so|dll|dylib|jnilib|a)");

  private static Path output;

  /** In place of those that a later module of the build makes. */
  private static Path manuals;

  @BeforeClass
  public static void build() throws Exception {
    output = FOLDER.newFolder("packages").toPath();
    manuals = FOLDER.newFolder("manuals").toPath();
    Files.createDirectories(manuals.resolve("man"));
    Files.writeString(manuals.resolve("man/pmxcfs-ipc.1"), ".TH PMXCFS-IPC 1\n");
    Files.createDirectories(manuals.resolve("completion"));
    Files.writeString(manuals.resolve("completion/pmxcfs-ipc"), "complete pmxcfs-ipc\n");
    build(output);
  }

  private static void build(Path directory, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("bash", SCRIPT.toString(), "--program", PROGRAM.toAbsolutePath().toString()));
    command.addAll(List.of("--manuals", manuals.toString()));
    command.addAll(List.of("--version", VERSION, "--output", directory.toString()));
    command.addAll(List.of(options));
    var builder = new ProcessBuilder(command);
    // what the test is not about takes time
    builder.environment().put("DPKG_DEB_COMPRESSOR_TYPE", "none");
    run(builder);
  }

  private static String run(String... command) throws Exception {
    return run(new ProcessBuilder(command));
  }

  private static String run(ProcessBuilder builder) throws Exception {
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(said, process.waitFor(Patience.LIMIT.toMinutes(), TimeUnit.MINUTES));
    assertEquals(builder.command() + ": " + said, 0, process.exitValue());
    return said;
  }

  private static Path file(String architecture) {
    return output.resolve("pmxcfs-ipc_" + VERSION + "_" + architecture + ".deb");
  }

  private static String field(String architecture, String name) throws Exception {
    return run("dpkg-deb", "--field", file(architecture).toString(), name).strip();
  }

  /** Modes, owners, sizes, dates and names. */
  private static List<String> contents(String architecture) throws Exception {
    return run("dpkg-deb", "--contents", file(architecture).toString()).lines().toList();
  }

  private static Path unpacked(String architecture) throws Exception {
    Path directory = FOLDER.getRoot().toPath().resolve(architecture);
    if (!Files.exists(directory)) {
      run("dpkg-deb", "--extract", file(architecture).toString(), directory.toString());
    }
    return directory;
  }

  private static Set<String> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> !Files.isDirectory(file))
          .map(file -> directory.relativize(file).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  public void manualsAreWhereManAndBashLookForThem() throws Exception {
    for (String architecture : MACHINES.keySet()) {
      Set<String> files = files(unpacked(architecture));
      assertTrue(files.contains("usr/share/man/man1/pmxcfs-ipc.1.gz"));
      assertTrue(files.contains("usr/share/bash-completion/completions/pmxcfs-ipc"));
    }
  }

  @Test
  public void filesAreWhereTheyMayBeAndRootsAlone() throws Exception {
    for (String architecture : MACHINES.keySet()) {
      for (String file : files(unpacked(architecture))) {
        assertTrue(file, PLACES.stream().anyMatch(file::startsWith));
      }
      for (String line : contents(architecture)) {
        assertTrue(line, MODES.stream().anyMatch(line::startsWith));
      }
    }
  }

  @Test
  public void nothingIsEnabled() throws Exception {
    String names = String.join("\n", contents("amd64"));
    assertFalse(names, names.contains(".wants/") || names.contains(" -> "));
  }

  @Test
  public void theProgramIsInItWithTheLibrariesOfItsProcessorAlone() throws Exception {
    for (Map.Entry<String, Integer> machine : MACHINES.entrySet()) {
      Path root = unpacked(machine.getKey());
      Set<String> libraries = new TreeSet<>();
      for (String file : files(root)) {
        if (NATIVE.matcher(file).matches()) {
          libraries.add(file.replaceFirst("_(x86_64|aarch_64)\\.so", ".so"));
          assertEquals(file, (int) machine.getValue(), elfMachine(root.resolve(file)));
        }
      }
      assertEquals(
          Set.of(
              "usr/lib/pmxcfs-ipc/libjnidispatch.so",
              "usr/lib/pmxcfs-ipc/libnetty_transport_native_epoll.so",
              "usr/lib/pmxcfs-ipc/libsqlitejdbc.so"),
          libraries);
      assertEquals(jars(PROGRAM), jars(root.resolve("usr/share/pmxcfs-ipc/lib")));
      assertEquals(
          files(PROGRAM.resolve("modules")), files(root.resolve("usr/share/pmxcfs-ipc/modules")));
    }
  }

  private static int elfMachine(Path library) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(library))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getShort(ELF_MACHINE);
  }

  /** Names with the entries that are no library; not those that have nothing else. */
  private static Set<String> jars(Path directory) throws IOException {
    Set<String> jars = new TreeSet<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".jar")).toList()) {
        if (!file.toString().contains("native-epoll")) {
          jars.add(file.getFileName() + " " + entries(file));
        }
      }
    }
    return jars;
  }

  private static Set<String> entries(Path jar) throws IOException {
    try (var zip = new ZipFile(jar.toFile())) {
      return zip.stream()
          .map(ZipEntry::getName)
          .filter(name -> !NATIVE.matcher(name).matches() || isNotStripped(jar))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** So that a library in a package is a difference. */
  private static boolean isNotStripped(Path jar) {
    return !jar.startsWith(PROGRAM);
  }

  @Test
  public void itIsSmallAndAsksForAJre() throws Exception {
    for (String architecture : MACHINES.keySet()) {
      int size = Integer.parseInt(field(architecture, "Installed-Size"));
      assertTrue(size + " KiB", size <= LARGEST);
      assertEquals(architecture, field(architecture, "Architecture"));
      assertEquals(VERSION, field(architecture, "Version"));
      assertThat(
          field(architecture, "Depends"),
          containsString("default-jre-headless (>= 2:1.17) | java17-runtime-headless"));
      assertTrue(field(architecture, "Depends").matches(".*libc6 \\(>= 2\\.\\d+\\)"));
    }
  }

  @Test
  public void itsOptionsAreAnAdministrators() throws Exception {
    assertEquals(
        "/etc/default/pmxcfs-ipc\n",
        run("dpkg-deb", "--info", file("amd64").toString(), "conffiles"));
  }

  /** Facts about pve-cluster.service. */
  @Test
  public void theServiceIsOrderedAsThatOfProxmoxAndNeverBesideIt() throws Exception {
    List<String> unit =
        Files.readAllLines(unpacked("amd64").resolve("lib/systemd/system/pmxcfs-ipc.service"));
    for (String line :
        List.of(
            "Conflicts=pve-cluster.service",
            "After=pve-cluster.service",
            "DefaultDependencies=no",
            "Wants=corosync.service",
            "Wants=rrdcached.service",
            "Before=corosync.service",
            "Before=ceph.service",
            "Before=cron.service",
            "After=network.target",
            "After=sys-fs-fuse-connections.mount",
            "After=rrdcached.service",
            "KillMode=mixed",
            "TimeoutStopSec=10",
            "Type=notify")) {
      assertTrue(line, unit.contains(line));
    }
  }

  @Test
  public void licencesOfAllThatIsInItAreTold() throws Exception {
    String copyright =
        Files.readString(unpacked("amd64").resolve("usr/share/doc/pmxcfs-ipc/copyright"));
    try (Stream<Path> jars = Files.list(unpacked("amd64").resolve("usr/share/pmxcfs-ipc/lib"))) {
      for (Path jar : jars.toList()) {
        String name = jar.getFileName().toString();
        if (!OURS.matcher(name).lookingAt()) {
          assertThat(copyright, containsString("usr/share/pmxcfs-ipc/lib/" + name + "\n"));
        }
      }
    }
  }

  @Test
  public void twoOfTheSameAreEqual() throws Exception {
    Path again = FOLDER.newFolder("again").toPath();
    build(again, "--architecture", "amd64");
    Path file = file("amd64");
    assertEquals(-1, Files.mismatch(file, again.resolve(file.getFileName())));
  }
}
