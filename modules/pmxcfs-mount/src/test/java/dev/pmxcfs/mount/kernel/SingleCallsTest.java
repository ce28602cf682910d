package dev.pmxcfs.mount.kernel;

import static org.junit.Assert.assertEquals;

import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Polling;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.Test;

/** What single calls of programs do, that the recorded sessions do not make. */
@Needs({Requirement.FUSE, Requirement.PYTHON})
public class SingleCallsTest extends MountedTreeTest {

  private static final long MOST_MORE = 200_000;

  private static final String PRELUDE =
      """
      import ctypes, errno, json, mmap, os, stat
      def refused(call, *arguments, **named):
        try:
          call(*arguments, **named)
        except OSError as e:
          return errno.errorcode[e.errno]
        return "done"
      def equal(expected, given):
        assert expected == given, "%r, and not %r" % (given, expected)
      def put(name, text):
        with open(name, "wb") as f: f.write(text)
      def get(name):
        with open(name, "rb") as f: return f.read()
      """;

  /** Runs a program in the mount that fails if anything is not as it says. */
  private void run(String program) {
    output("python3 - <<'END'\n" + PRELUDE + program + "END");
  }

  @Test
  public void item418_modesGivenToCallsAreIgnored() {
    run(
        """
        os.umask(0)
        os.close(os.open("f", os.O_CREAT | os.O_WRONLY, 0o777))
        os.close(os.open("g", os.O_CREAT | os.O_WRONLY, 0))
        os.mknod("h", stat.S_IFREG | 0o666)
        os.mkdir("d", 0o700)
        os.mkdir("e", 0o1777)
        for name in "f", "g", "h": equal("0o100640", oct(os.stat(name).st_mode))
        for name in "d", "e": equal("0o40755", oct(os.stat(name).st_mode))
        """);
  }

  @Test
  public void item425_builtInFilesAreReadAtAnyOffset() {
    run(
        """
        for name in ".version", ".members", ".vmlist", ".clusterlog", ".debug":
          f = os.open(name, os.O_RDONLY)
          text = os.read(f, 1 << 20)
          for offset in 0, 1, len(text) // 2, len(text) - 1, len(text), len(text) + 1, 1 << 40:
            equal(text[offset:offset + 5], os.pread(f, 5, offset))
          equal(text[-1:], os.pread(f, 1 << 20, os.lseek(f, -1, os.SEEK_END)))
          os.close(f)
        """);
  }

  /** Several programs read them in small pieces while another changes what they tell of. */
  @Test
  public void item429_eachOfSeveralReadersSeesOneText() {
    run(
        """
        os.makedirs("nodes/testnode/lxc")
        readers = []
        for i in range(4):
          reader = os.fork()
          if reader == 0:
            for n in range(40):
              f = os.open((".vmlist", ".version", ".clusterlog", ".members")[i], os.O_RDONLY)
              pieces = list(iter(lambda: os.read(f, 7), b""))
              os.close(f)
              json.loads(b"".join(pieces))
            os._exit(0)
          readers.append(reader)
        for n in range(100): put("nodes/testnode/lxc/%d.conf" % (100 + n), b"x")
        for reader in readers: equal(0, os.waitpid(reader, 0)[1])
        """);
  }

  @Test
  public void item433_whatIsAppendedGoesToTheEnd() {
    run(
        """
        put("f", b"begin ")
        f = os.open("f", os.O_WRONLY | os.O_APPEND)
        other = os.open("f", os.O_WRONLY | os.O_APPEND)
        os.write(f, b"one ")
        os.write(other, b"two ")
        os.pwrite(f, b"three", 0)
        equal(b"begin one two three", get("f"))
        os.close(f)
        os.close(other)
        equal(b"begin one two three", get("f"))
        """);
  }

  @Test
  public void item443_syncAndCloseSucceed() {
    run(
        """
        f = os.open("f", os.O_CREAT | os.O_WRONLY)
        os.write(f, b"1")
        os.fsync(f)
        equal(b"1", get("f"))
        os.write(f, b"2")
        os.fdatasync(f)
        equal(b"12", get("f"))
        os.close(f)
        d = os.open(".", os.O_RDONLY)
        os.fsync(d)
        os.close(d)
        os.sync()
        """);
  }

  @Test
  public void item444_whatAProgramMapsForItselfIsNotWritten() {
    run(
        """
        put("f", b"mapped")
        f = os.open("f", os.O_RDWR)
        shown = mmap.mmap(f, 6, flags=mmap.MAP_PRIVATE)
        equal(b"mapped", shown[:])
        shown[0:1] = b"X"
        equal(b"mapped", get("f"))
        """);
  }

  @Test
  public void item457_whatIsBuiltInStaysAsItIs() {
    run(
        """
        put("f", b"x")
        files = ".version", ".members", ".vmlist", ".rrd", ".clusterlog", ".debug"
        links = "local", "qemu-server", "lxc", "openvz"
        for name in files + links:
          before = os.lstat(name)
          equal((name, "EACCES"), (name, refused(os.unlink, name)))
          equal((name, "EACCES"), (name, refused(os.rename, name, "other")))
          equal((name, "EACCES"), (name, refused(os.rename, "f", name)))
          equal((name, "EACCES"), (name, refused(os.utime, name, (1, 1), follow_symlinks=False)))
          equal((name, "EEXIST"), (name, refused(os.mkdir, name)))
          equal((name, "ENOTDIR"), (name, refused(os.rmdir, name)))
          equal(before.st_mode, os.lstat(name).st_mode)
        equal(b"x", get("f"))
        """);
  }

  /** Those that C pmxcfs refuses, and what the kernel refuses before it asks. */
  @Test
  public void item458_flagsOfRenamesAreRefused() {
    run(
        """
        libc = ctypes.CDLL(None, use_errno=True)
        noreplace, exchange, whiteout = 1, 2, 4
        def renamed(source, target, flags):
          status = libc.renameat2(-100, source.encode(), -100, target.encode(), flags)
          return "done" if status == 0 else errno.errorcode[ctypes.get_errno()]
        put("f", b"f")
        put("g", b"g")
        equal("EINVAL", renamed("f", "free", noreplace))
        equal("EEXIST", renamed("f", "g", noreplace))
        equal("EINVAL", renamed("f", "g", exchange))
        equal("EINVAL", renamed("f", "free", whiteout))
        equal("EINVAL", renamed("f", "free", noreplace | exchange))
        equal([b"f", b"g", False], [get("f"), get("g"), os.path.exists("free")])
        equal("done", renamed("f", "free", 0))
        """);
  }

  /** Of 100,000 that were made and removed nothing is left, either; so many take a while. */
  @Test
  public void item504_nothingIsLeftOfFilesThatWereMadeAndRemoved() {
    String many =
        """
        for i in range(FILES):
          f = os.open("f%d" % i, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
          os.write(f, b"x" * 100)
          os.close(f)
          os.unlink("f%d" % i)
        """;
    run(many.replace("FILES", "2000"));
    long heap = heap();
    long descriptors = descriptors();
    run(many.replace("FILES", "20000"));
    // the smallest object of each is more; memory outside the heap is let go of a little later
    Polling.until(() -> heap() - heap < MOST_MORE, "no more than " + MOST_MORE + " bytes more");
    Polling.until(() -> descriptors() <= descriptors, "as few descriptors as before");
    assertEquals("local\nlxc\nopenvz\nqemu-server", output("ls"));
  }

  private long heap() {
    return Long.parseLong(server.ask("heap"));
  }

  private long descriptors() {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + server.handle().pid() + "/fd"))) {
      return open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
