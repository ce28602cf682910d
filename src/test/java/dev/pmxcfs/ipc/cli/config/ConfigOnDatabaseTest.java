package dev.pmxcfs.ipc.cli.config;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.ExpectedStatus;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The command {@code config} on a database that no server has. */
public class ConfigOnDatabaseTest {

  private static final int MIB = 1024 * 1024;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void whatIsPutCanBeReadAndListed() {
    done("mkdir", "nodes");
    put("storage.cfg", "dir: local");
    done("put", "user.cfg", "--empty");
    assertEquals("dir: local", done("cat", "/storage.cfg"));
    assertEquals("", done("cat", "user.cfg"));
    assertEquals("nodes/\nstorage.cfg\nuser.cfg\n", done("ls"));
    assertEquals("", done("ls", "nodes"));
  }

  @Test
  public void putReplacesAll() {
    put("a", "a longer text");
    put("a", "short");
    assertEquals("short", done("cat", "a"));
  }

  @Test
  public void putTakesAnyBytesFromAFileOrStandardInput() throws IOException {
    byte[] bytes = {0, (byte) 0xff, '\r', '\n', 0};
    Path file = Files.write(path("bytes"), bytes);
    done("put", "a", file.toString());
    assertArrayEquals(bytes, config("cat", "a").output());
    assertEquals(0, InProcess.run(bytes, arguments("put", "b", "-")).status());
    assertArrayEquals(bytes, config("cat", "b").output());
  }

  /** As bash makes them for {@code <(command)}. */
  @Test
  public void putTakesWhatTheShellHasOpened() {
    Program.Result result =
        runWithin(
            List.of("bash", "-c", "exec 7< <(printf text); exec \"$@\" /dev/fd/7", "bash"),
            arguments("put", "a"));
    assertEquals(result.errors().toString(), 0, result.status());
    assertEquals("text", done("cat", "a"));
    result =
        runWithin(
            List.of("bash", "-c", "printf more | \"$@\" /dev/stdin", "bash"),
            arguments("put", "a"));
    assertEquals(result.errors().toString(), 0, result.status());
    assertEquals("more", done("cat", "a"));
  }

  private static Program.Result runWithin(List<String> wrapper, String... arguments) {
    try (Program program = Program.startWithin(wrapper, arguments)) {
      return program.awaitEnd(Program.PATIENCE);
    }
  }

  /** What fails in front of a pipe leaves it empty. */
  @Test
  public void anEmptyStandardInputEmptiesNoFile() throws IOException {
    put("a", "text");
    fails("standard input is empty, and nothing was changed; --empty", "put", "a");
    fails("standard input is empty", "put", "b", "-");
    assertEquals("text", done("cat", "a"));
    assertEquals("a\n", done("ls"));
    done("put", "a", "--empty");
    assertEquals("", done("cat", "a"));
    done("put", "b", Files.createFile(path("nothing")).toString());
    assertEquals("", done("cat", "b"));
  }

  @Test
  public void directoriesAreMadeWithThoseAboveThem() throws IOException {
    done("mkdir", "-p", "nodes/a/lxc");
    done("put", "-p", "nodes/b/lxc/1.conf", Files.writeString(path("file"), "x").toString());
    assertEquals("x", done("cat", "nodes/b/lxc/1.conf"));
    fails("(ENOTDIR)", "mkdir", "-p", "nodes/b/lxc/1.conf");
  }

  /** As on the C server's mount. */
  @Test
  public void whatTheServerMakesUpIsNotChanged() {
    put("a", "text");
    done("mkdir", "d");
    for (String name :
        List.of(
            ".version",
            ".members",
            ".vmlist",
            ".rrd",
            ".clusterlog",
            ".debug",
            "local",
            "qemu-server",
            "lxc",
            "openvz")) {
      fails("/" + name + ": is made by the server", "put", name, "--empty");
      fails("(EACCES)", "put", "//" + name + "/", "--empty");
      fails("(EACCES)", "put", "-p", name + "/below", "--empty");
      fails("(EACCES)", "mkdir", name);
      fails("(EACCES)", "mkdir", "-p", name + "/below");
      fails("(EACCES)", "rm", name);
      fails("(EACCES)", "mv", "a", name);
      fails("(EACCES)", "mv", name, "a");
      fails("can only be read from a running server (ENOENT)", "cat", name);
      done("put", "d/" + name, "--empty");
    }
    assertEquals("a\nd/\n", done("ls"));
  }

  @Test
  public void mvAndRm() {
    put("a", "text");
    done("mkdir", "d");
    done("mv", "a", "d/b");
    assertEquals("b\n", done("ls", "d"));
    fails("/d: is not empty (ENOTEMPTY)", "rm", "d");
    done("rm", "d/b");
    done("rm", "d");
    assertEquals("", done("ls"));
  }

  @Test
  public void rulesOfTheTreeAreErrorsByName() throws IOException {
    done("mkdir", "d");
    put("f", "x");
    Path large = Files.write(path("large"), new byte[MIB + 1]);
    fails("EFBIG", "put", "f", large.toString());
    fails("ENOENT", "put", "none/f", "--empty");
    fails("ENOTDIR", "put", "d", "--empty");
    fails("EACCES", "put", "d/..", "--empty");
    fails("EEXIST", "mkdir", "d");
    fails("EACCES", "rm", "/");
    fails("ENOENT", "rm", "none");
    fails("ENOENT", "mv", "none", "f");
    fails("ENOENT", "cat", "none");
    fails("EISDIR", "cat", "d");
    fails("ENOENT", "ls", "none");
    fails("ENOTDIR", "ls", "f");
    assertEquals("x", done("cat", "f"));
  }

  @Test
  public void aVmidIsOneGuests() {
    for (String directory :
        List.of("nodes", "nodes/a", "nodes/a/qemu-server", "nodes/b", "nodes/b/lxc")) {
      done("mkdir", directory);
    }
    put("nodes/a/qemu-server/100.conf", "name: vm");
    fails("in nodes/a/qemu-server/100.conf (EEXIST)", "put", "nodes/b/lxc/100.conf", "--empty");
    done("mv", "nodes/a/qemu-server/100.conf", "nodes/b/lxc/100.conf");
  }

  @Test
  public void locksCannotBeRenamed() {
    done("mkdir", "priv");
    done("mkdir", "priv/lock");
    done("mkdir", "priv/lock/a");
    fails("EACCES", "mv", "priv/lock/a", "priv/lock/b");
  }

  @Test
  public void importTakesATreeAndNotesWhatItLeavesOut() throws IOException {
    Path source = tree("source");
    put("storage.cfg", "old");
    put("kept", "kept");
    Program.Result result = config("import", source.toString());
    assertEquals(result.errors().toString(), 0, result.status());
    assertEquals(
        List.of(
            "skipped .version: is made up by the server",
            "skipped local: is made up by the server"),
        result.errors().stream().sorted().toList());
    assertEquals("kept\nnodes/\npriv/\nstorage.cfg\n", done("ls"));
    assertEquals("new", done("cat", "storage.cfg"));
    assertEquals("empty/\nlxc/\n", done("ls", "nodes/a"));
    assertEquals("hostname: ct", done("cat", "nodes/a/lxc/101.conf"));
  }

  @Test
  public void aRefusedImportBringsInNothing() throws IOException {
    put("storage.cfg", "old");
    Path source = tree("source");
    Files.createDirectories(source.resolve("zz"));
    done("mkdir", "zz");
    put("zz/conflict", "a file");
    Files.createDirectories(source.resolve("zz/conflict"));
    String last = lastErrorOfImport(source);
    assertThat(last, containsString("pmxcfs-ipc: /zz/conflict: is not a directory (ENOTDIR)"));
    assertEquals("storage.cfg\nzz/\n", done("ls"));
    assertEquals("old", done("cat", "storage.cfg"));
  }

  private String lastErrorOfImport(Path source) {
    Program.Result result = config("import", source.toString());
    assertEquals(ExpectedStatus.of(result), result.status());
    return result.errors().get(result.errors().size() - 1);
  }

  @Test
  public void whatCannotBeReadAsAWholeIsNotImported() throws IOException {
    Path source = tree("source");
    Files.write(source.resolve("zz-too-large"), new byte[MIB + 1]);
    assertThat(
        lastErrorOfImport(source),
        containsString(source + "/zz-too-large: is larger than 1048576 bytes"));
    fails("is not a directory", "import", source.resolve("storage.cfg").toString());
    fails("does not exist", "import", source.resolve("missing").toString());
    assertFalse(Files.exists(path("config.db")));
  }

  @Test
  public void aCheckoutIsImportedWithoutWhatIsNoConfiguration() throws IOException {
    Path source = folder.newFolder("source").toPath();
    String[] leftOut = {
      ".git/HEAD", ".gitignore", ".datacenter.cfg.swp", "datacenter.cfg~", "#user.cfg#", ".vmlist",
    };
    for (String name : leftOut) {
      Files.createDirectories(source.resolve(name).getParent());
      Files.writeString(source.resolve(name), "x");
    }
    Files.createSymbolicLink(source.resolve("link"), Path.of("datacenter.cfg"));
    Files.writeString(source.resolve("datacenter.cfg"), "keyboard: de");
    Files.writeString(source.resolve(".hidden"), "x");
    Program.Result result = config("import", source.toString());
    assertEquals(
        List.of(
            "skipped #user.cfg#: is an editor's swap or backup file",
            "skipped .datacenter.cfg.swp: is an editor's swap or backup file",
            "skipped .git: belongs to version control",
            "skipped .gitignore: belongs to version control",
            "skipped .vmlist: is made up by the server",
            "skipped datacenter.cfg~: is an editor's swap or backup file",
            "skipped link: is a symbolic link"),
        result.errors().stream().sorted().toList());
    assertEquals(".hidden\ndatacenter.cfg\n", done("ls"));
  }

  @Test
  public void aDryRunPrintsWhatWouldChangeAndChangesNothing() throws IOException {
    Path source = folder.newFolder("source").toPath();
    Files.createDirectories(source.resolve("nodes/a/lxc"));
    Files.writeString(source.resolve("nodes/a/lxc/101.conf"), "hostname: ct");
    Files.writeString(source.resolve("same"), "same");
    Files.writeString(source.resolve("changed"), "new");
    put("same", "same");
    put("changed", "old");
    put("other", "other");
    String merged = "change changed\ncreate nodes/\ncreate nodes/a/\ncreate nodes/a/lxc/\n";
    merged += "create nodes/a/lxc/101.conf\n";
    assertEquals(merged, done("import", "--dry-run", source.toString()));
    String replaced = "delete other\n" + merged;
    assertEquals(replaced, done("import", "--dry-run", "--delete", source.toString()));
    assertEquals("changed\nother\nsame\n", done("ls"));
    assertEquals("old", done("cat", "changed"));
    assertEquals("", done("import", source.toString()));
    assertEquals("nothing is left to do", "", done("import", "--dry-run", source.toString()));
  }

  @Test
  public void aDryRunCreatesNoDatabase() throws IOException {
    Path source = folder.newFolder("source").toPath();
    Files.writeString(source.resolve("user.cfg"), "x");
    assertEquals("create user.cfg\n", done("import", "--dry-run", source.toString()));
    assertFalse(Files.exists(path("config.db")));
  }

  @Test
  public void aDryRunIsRefusedWhereTheImportWouldBe() throws IOException {
    Path source = folder.newFolder("source").toPath();
    done("mkdir", "user.cfg");
    Files.writeString(source.resolve("user.cfg"), "x");
    fails("/user.cfg: is a directory (ENOTDIR)", "import", "--dry-run", source.toString());
    fails("/user.cfg: is a directory (ENOTDIR)", "import", source.toString());
    assertEquals("create user.cfg", lastLine(done("import", "--dry-run", "--delete", source + "")));
  }

  private static String lastLine(String lines) {
    return lines.substring(lines.lastIndexOf('\n', lines.length() - 2) + 1).strip();
  }

  @Test
  public void deleteMakesTheFilesEqualToTheDirectory() throws IOException {
    for (String directory : new String[] {"nodes", "nodes/b", "nodes/b/lxc", "priv", "priv/lock"}) {
      done("mkdir", directory);
    }
    done("mkdir", "priv/lock/held");
    put("nodes/b/lxc/101.conf", "hostname: moved");
    put("storage.cfg", "old");
    put("linked", "kept");
    put(".git", "imported by mistake");
    done("mkdir", "priv/token.cfg");
    Path source = tree("source");
    Files.createSymbolicLink(source.resolve("linked"), Path.of("storage.cfg"));
    Program.Result result = config("import", "--delete", source.toString());
    assertEquals(result.errors().toString(), 0, result.status());
    assertEquals("linked\nnodes/\npriv/\nstorage.cfg\n", done("ls"));
    assertEquals("kept", done("cat", "linked"));
    assertEquals("a/\n", done("ls", "nodes"));
    assertEquals("empty/\nlxc/\n", done("ls", "nodes/a"));
    assertEquals("a guest may change its node", "101.conf\n", done("ls", "nodes/a/lxc"));
    assertEquals("lock/\ntoken.cfg\n", done("ls", "priv"));
    assertEquals("held/\n", done("ls", "priv/lock"));
    assertEquals("secret", done("cat", "priv/token.cfg"));
  }

  @Test
  public void deleteIsAllOrNothing() throws IOException {
    put("storage.cfg", "old");
    Path source = tree("source");
    Files.createDirectories(source.resolve("nodes/c/qemu-server"));
    Files.writeString(source.resolve("nodes/c/qemu-server/101.conf"), "name: the second 101");
    String[] arguments = {"import", "--delete", source.toString()};
    Program.Result result = config(arguments);
    assertEquals(ExpectedStatus.of(result), result.status());
    assertThat(result.errors().toString(), containsString("VMID 101 is configured in"));
    assertEquals("storage.cfg\n", done("ls"));
    assertEquals("old", done("cat", "storage.cfg"));
  }

  /** As after a mistyped path. */
  @Test
  public void deleteForNothingIsRefused() throws IOException {
    put("storage.cfg", "old");
    Path empty = folder.newFolder("empty").toPath();
    fails("has no file to import", "import", "--delete", empty.toString());
    fails("has no file to import", "import", "--delete", "--dry-run", empty.toString());
    assertEquals("old", done("cat", "storage.cfg"));
  }

  @Test(timeout = 120_000)
  public void importWaitsForNothingAndFollowsNoLink() throws Exception {
    Path source = folder.newFolder("source").toPath();
    Files.writeString(source.resolve("user.cfg"), "x");
    assertEquals(0, new ProcessBuilder("mkfifo", source + "/fifo").start().waitFor());
    Files.createSymbolicLink(source.resolve("directory"), Path.of("/etc"));
    Files.createDirectory(source.resolve("proc"));
    Program.Result result = config("import", source.toString());
    assertEquals(
        List.of(
            "skipped directory: is a symbolic link",
            "skipped fifo: is neither a file nor a directory"),
        result.errors());
    assertEquals("proc/\nuser.cfg\n", done("ls"));
  }

  @Test
  public void exportWritesWhatWasImported() throws IOException {
    Path source = tree("source");
    config("import", source.toString());
    Path target = path("target");
    done("export", target.toString());
    Files.delete(source.resolve(".version"));
    Files.delete(source.resolve("local"));
    assertEquals(files(source), files(target));
    assertEquals("new", Files.readString(target.resolve("storage.cfg")));
    assertEquals("rwx------", permissions(target.resolve("priv")));
    assertEquals("rw-------", permissions(target.resolve("priv/token.cfg")));
  }

  @Test
  public void exportRefusesADirectoryThatIsNotEmpty() throws IOException {
    put("a", "x");
    Path target = folder.newFolder("target").toPath();
    done("export", target.toString());
    fails("target: is not empty", "export", target.toString());
  }

  @Test
  public void readingCreatesNoDatabase() {
    fails("there is no such database", "ls");
    fails("there is no such database", "rm", "a");
    assertFalse(Files.exists(path("config.db")));
    done("mkdir", "a");
    assertTrue(Files.exists(path("config.db")));
  }

  @Test
  public void aFileThatIsNoDatabaseIsSaidSo() throws IOException {
    Files.writeString(path("config.db"), "This is not a database, but long enough to be one.");
    fails("config.db", "ls");
  }

  /** A directory such as a copy of {@code /etc/pve} has. */
  private Path tree(String name) throws IOException {
    Path root = folder.newFolder(name).toPath();
    Files.createDirectories(root.resolve("nodes/a/empty"));
    Files.createDirectories(root.resolve("nodes/a/lxc"));
    Files.createDirectories(root.resolve("priv"));
    Files.writeString(root.resolve("storage.cfg"), "new");
    Files.writeString(root.resolve("priv/token.cfg"), "secret");
    Files.writeString(root.resolve("nodes/a/lxc/101.conf"), "hostname: ct");
    Files.writeString(root.resolve(".version"), "{}");
    Files.createSymbolicLink(root.resolve("local"), Path.of("nodes/a"));
    return root;
  }

  private static List<String> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.map(file -> root.relativize(file).toString()).sorted().toList();
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private void put(String path, String text) {
    byte[] input = text.getBytes(StandardCharsets.UTF_8);
    Program.Result result = InProcess.run(input, arguments("put", path));
    assertEquals(result.errors().toString(), 0, result.status());
  }

  private String done(String... arguments) {
    Program.Result result = config(arguments);
    assertEquals(result.errors().toString(), 0, result.status());
    assertEquals(List.of(), result.errors());
    return result.text();
  }

  private void fails(String what, String... arguments) {
    Program.Result result = config(arguments);
    String errors = String.join("\n", result.errors());
    assertEquals(errors, ExpectedStatus.of(result), result.status());
    assertEquals(errors, 1, result.errors().size());
    assertThat(errors, containsString(what));
    assertEquals("", result.text());
  }

  private Program.Result config(String... arguments) {
    return InProcess.run(arguments(arguments));
  }

  private String[] arguments(String... arguments) {
    return Stream.of(
            Stream.of("config", arguments[0], "--db", path("config.db").toString()),
            Stream.of(arguments).skip(1))
        .flatMap(all -> all)
        .toArray(String[]::new);
  }

  private Path path(String name) {
    return folder.getRoot().toPath().resolve(name);
  }
}
