package dev.pmxcfs.mount.kernel;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.fuse.real.Namespace;
import dev.qbipc.fuse.real.Namespace.Result;
import dev.qbipc.testing.Polling;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.Test;

/** A mounted tree in the hands of programs, and beside what changes it in other ways. */
public class ServedMountTest extends MountedTreeTest {

  private static final int ROUNDS = 50;

  @Test
  public void item400_theMountIsShownLikeThatOfCPmxcfs() {
    assertEquals(
        "/dev/fuse "
            + mount
            + " fuse rw,nosuid,nodev,relatime,user_id=0,group_id=0,default_permissions,allow_other"
            + " 0 0",
        namespace.output("grep ' " + mount + " ' /proc/mounts"));
    assertEquals("65735546", output("stat -f -c %t .")); // item 401
  }

  /** The server is killed while a program writes; what it was told is there is there. */
  @Test
  public void item410_whatWasAcknowledgedSurvivesAKill() throws Exception {
    Process writer =
        namespace.start(
            "cd "
                + mount
                + " && i=0; while echo content-$i > t && mv t f$i; do echo $i; i=$((i+1)); done");
    List<String> acknowledged = new ArrayList<>();
    try (BufferedReader output = writer.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.matches("[0-9]+")) {
          acknowledged.add(line);
        }
        if (acknowledged.size() == 40) {
          server.kill();
        }
      }
    }
    assertTrue(acknowledged.size() + " files", acknowledged.size() >= 40);
    start();
    for (String number : acknowledged) {
      assertEquals("content-" + number, output("cat f" + number));
    }
  }

  /** The program kills the server itself, as soon as it has been told. */
  @Test
  public void item410_whatHasJustBeenAcknowledgedSurvivesAKill() {
    String made = "f = os.open(\"f\", os.O_CREAT | os.O_EXCL | os.O_WRONLY); ";
    String written = made + "os.write(f, b\"whole\"); ";
    assertSurvives(written + "os.close(f)", "f", "whole");
    assertSurvives(written + "os.fsync(f)", "f", "whole");
    assertSurvives(written + "os.fdatasync(f)", "f", "whole");
    assertSurvives(written + "os.rename(\"f\", \"g\")", "g", "whole");
    assertSurvives(made + "os.close(f)", "f", "");
    assertSurvives(made + "os.fsync(os.open(\".\", os.O_RDONLY))", "f", "");
    assertSurvives(written + "os.close(f); os.unlink(\"f\")", "f", "gone");
  }

  /** The kernel asks for no sync behind such a write. */
  @Test
  public void item410_whatIsWrittenWithOSyncSurvivesAKill() {
    for (String flag : new String[] {"os.O_SYNC", "os.O_DSYNC"}) {
      String open = "f = os.open(\"f\", os.O_CREAT | os.O_WRONLY | " + flag + "); ";
      assertSurvives(open + "os.write(f, b\"whole\")", "f", "whole");
    }
  }

  private void assertSurvives(String calls, String path, String contents) {
    long pid = server.handle().pid();
    output("rm -f f g && python3 -c 'import os; " + calls + "; os.kill(" + pid + ", 9)'");
    server.kill();
    start();
    assertEquals(calls, contents, output("cat " + path + " 2>/dev/null || echo gone"));
  }

  /** Before it is stored the database may yet refuse it, and then there never was such a file. */
  @Test
  public void aNameThatIsNotStoredIsLookedUpByOthers() throws Exception {
    Process maker = namespace.start("cd " + mount + " && exec 3> f && echo made && read line");
    assertEquals("made", maker.inputReader().readLine());
    // a call is counted once its answer is given
    Polling.until(() -> calls("create") == 1, "the file to be made");
    long before = calls("lookup");
    output("stat f");
    Polling.until(() -> calls("lookup") == before + 1, "another look at the name");
    maker.outputWriter().close();
    Namespace.result(maker);
  }

  private long calls(String name) {
    return Arrays.stream(server.ask("allocated").split(" "))
        .filter(count -> count.startsWith(name + "="))
        .mapToLong(count -> Long.parseLong(count.substring(name.length() + 1)))
        .sum();
  }

  /** The kernel knows where the file ended when it was asked last. */
  @Test
  public void item433_appendsAreBehindWhatOthersHaveAppended() throws Exception {
    Process appender =
        namespace.start(
            "cd "
                + mount
                + " && exec python3 -c 'import os\n"
                + "a = os.open(\"f\", os.O_WRONLY | os.O_APPEND | os.O_CREAT)\n"
                + "b = os.open(\"f\", os.O_WRONLY | os.O_APPEND)\n"
                + "while True:\n"
                + "  line = input()\n"
                + "  os.write(a, line.encode())\n"
                + "  os.write(b, line.encode())\n"
                + "  print(os.fstat(a).st_size, flush=True)'");
    assertEquals("2", answer(appender, "1"));
    assertEquals("ok", server.ask("put f long-text,"));
    assertEquals("14", answer(appender, "22"));
    assertEquals("long-text,2222", output("cat f"));
    assertEquals("ok", server.ask("put f x"));
    assertEquals("3", answer(appender, "3"));
    appender.outputWriter().close();
    appender.waitFor();
    assertEquals("x33", output("cat f"));
  }

  /** C pmxcfs lets its maker alone. And it is told of what others change without the kernel. */
  @Test
  public void item444_whoeverHasAFileOpenMayMapItWithOthers() throws Exception {
    Process maker =
        namespace.start(
            "cd "
                + mount
                + " && exec python3 -c 'import os, mmap\n"
                + "f = os.open(\"f\", os.O_RDWR | os.O_CREAT | os.O_EXCL)\n"
                + "os.write(f, b\"old-text\")\n"
                + "m = mmap.mmap(f, 8)\n"
                + "other = os.open(\"f\", os.O_RDWR)\n"
                + "n = mmap.mmap(other, 8)\n"
                + "while True:\n"
                + "  line = input()\n"
                + "  if line != \"look\": m[:3] = line.encode(); m.flush()\n"
                + "  seen = m[:], n[:], os.pread(other, 8, 0)\n"
                + "  print(b\" \".join(seen).decode(), flush=True)'");
    assertEquals("old-text old-text old-text", answer(maker, "look"));
    assertEquals("ok", server.ask("put f new-text"));
    Polling.until(
        () -> answered(maker, "look").equals("new-text new-text new-text"), "the other's text");
    assertEquals("map-text map-text map-text", answer(maker, "map"));
    assertEquals("map-text", server.ask("get f"));
    assertEquals("ok", server.ask("put f our-text"));
    Polling.until(
        () -> answered(maker, "look").equals("our-text our-text our-text"), "it once more");
    maker.outputWriter().close();
    maker.waitFor();
    assertEquals("our-text", output("cat f"));
  }

  private static String answered(Process process, String line) {
    try {
      return answer(process, line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String answer(Process process, String line) throws IOException {
    process.outputWriter().write(line + "\n");
    process.outputWriter().flush();
    return process.inputReader().readLine();
  }

  @Test
  public void item442_aMebibyteIsOneVersion() {
    output("touch f");
    long before = Long.parseLong(server.ask("version"));
    output("dd if=/dev/zero of=f bs=1M count=1 conv=notrunc status=none");
    assertEquals(before + 1, Long.parseLong(server.ask("version")));
    assertEquals("1048576", output("stat -c %s f"));
  }

  /** What C pmxcfs writes is in brackets; what is measured here tells scripts/bench. */
  @Test
  public void manySmallWritesSpareTheDisk() throws Exception {
    assertWritten(2_500_000, "dd if=/dev/zero of=f bs=512 count=1000 conv=notrunc"); // 601 MB
    assertEquals("512000", output("stat -c %s f"));
  }

  @Test
  public void writesOfPagesSpareTheDisk() throws Exception {
    assertWritten(2_500_000, "dd if=/dev/zero of=f bs=4k count=128 conv=notrunc"); // 84 MB
    assertEquals("524288", output("stat -c %s f"));
  }

  @Test
  public void oneLargeWriteSparesTheDisk() throws Exception {
    assertWritten(1_300_000, "dd if=/dev/zero of=f bs=512k count=1 conv=notrunc"); // 4.85 MB
    assertEquals("524288", output("stat -c %s f"));
  }

  /**
   * The best of some rounds: what has waited for too long is stored, on a slow machine again and
   * again, and then the file is written as often.
   */
  private void assertWritten(long limit, String command) throws IOException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS && least > limit; i++) {
      output("rm -f f && touch f");
      long before = writtenBytes();
      output(command + " status=none");
      least = Math.min(least, writtenBytes() - before);
    }
    assertTrue(least + " bytes", least <= limit);
  }

  /** What the server has had written to disks, if its database is on one. */
  private long writtenBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + server.handle().pid() + "/io")).stream()
        .filter(line -> line.startsWith("write_bytes: "))
        .mapToLong(line -> Long.parseLong(line.split(" ")[1]))
        .sum();
  }

  @Test
  public void item502_whatIsWrittenEitherWayIsReadTheOther() {
    output("echo through-the-mount > f");
    assertEquals("through-the-mount", server.ask("get f"));
    assertEquals("18", output("stat -c %s f"));
    assertEquals("ok", server.ask("put f in-other-ways"));
    assertEquals("in-other-ways", output("cat f"));
    assertEquals("ok", server.ask("rename f g"));
    assertEquals("in-other-ways", output("cat g"));
    Polling.until(() -> output("ls").equals(builtInAnd("g")), "the new name");
    Polling.until(() -> output("stat -c %s g").equals("13"), "the new size");
    assertEquals("ok", server.ask("delete g"));
    Polling.until(() -> output("cat g 2>&1 || :").contains("No such file"), "the removal");
    assertEquals("none", server.ask("get g"));
  }

  private static String builtInAnd(String name) {
    return String.join("\n", name, "local", "lxc", "openvz", "qemu-server");
  }

  @Test
  public void item495_theModeOfLocalTellsOfTheQuorum() {
    assertEquals("755", output("stat -c %a local"));
    assertEquals("ok", server.ask("quorum false"));
    Polling.until(() -> output("stat -c %a local").equals("555"), "the mode without a quorum");
    assertTrue(output("echo x > f 2>&1 || :").contains("Permission denied"));
    assertEquals("ok", server.ask("quorum true"));
    Polling.until(() -> output("stat -c %a local").equals("755"), "the mode with a quorum");
  }

  /** As PVE::Cluster::cfs_lock does it, in four processes that count by replacing a file. */
  @Test
  public void item477_everyoneGetsTheLockInTurn() {
    output("mkdir -p priv/lock && echo 0 > counter");
    String worker =
        """
        for my $i (1..25) {
          until (mkdir "priv/lock/l") { utime 0, 0, "priv/lock/l"; select undef, undef, undef, 0.01; }
          open my $in, "<", "counter" or die "read: $!"; my $n = <$in>; close $in;
          open my $out, ">", "counter.tmp.$$" or die "create: $!";
          print $out $n + 1; close $out or die "close: $!";
          rename "counter.tmp.$$", "counter" or die "rename: $!";
          rmdir "priv/lock/l" or die "rmdir: $!";
        }
        """;
    output(together(4, worker));
    assertEquals("100", output("cat counter"));
    assertEquals("", output("ls priv/lock"));
  }

  /** Runs a program in Perl so many times at once, each with its number, and fails if one does. */
  private static String together(int count, String program) {
    return "p=; for i in $(seq "
        + count
        + "); do perl -e '"
        + program
        + "' $i & p=\"$p $!\"; done; for i in $p; do wait $i || exit 1; done";
  }

  /** As PVE::Tools::file_set_contents does it. */
  @Test
  public void item506_filesOfAMebibyteAreSetAndLargerOnesAreNot() {
    String set =
        "use Fcntl; my $n = shift; my $t = \"f.tmp.$$\";"
            + " sysopen my $f, $t, O_WRONLY|O_CREAT|O_EXCL, 0644 or die \"create: $!\";"
            + " eval { my $d = \"x\" x $n; while (length $d) { my $w = syswrite $f, $d;"
            + " defined $w or die \"$!\\n\"; substr $d, 0, $w, \"\"; }"
            + " close $f or die \"$!\\n\"; rename $t, \"f\" or die \"$!\\n\"; };"
            + " if ($@) { unlink $t; print $@; exit 1; }";
    for (int size : new int[] {0, 1, 1 << 20}) {
      output("perl -e '" + set + "' " + size);
      assertEquals(Integer.toString(size), output("stat -c %s f"));
    }
    Result tooLarge = namespace.run("cd " + mount + " && perl -e '" + set + "' " + ((1 << 20) + 1));
    assertEquals("File too large", tooLarge.output());
    assertEquals(1, tooLarge.status());
    assertEquals("1048576", output("stat -c %s f"));
    assertEquals("f", output("ls | grep f"));
  }

  @Test
  public void item507_anArchiveOfTheTreeHasAllOfIt() {
    output("mkdir -p nodes/testnode/lxc priv && echo ct > lxc/101.conf && echo key > priv/k");
    Path unpacked = mount.resolveSibling("unpacked");
    namespace.output("mkdir " + unpacked + " && tar c -C " + mount + " . | tar x -C " + unpacked);
    assertEquals("ct", namespace.output("cat " + unpacked + "/lxc/101.conf"));
    assertEquals("key", namespace.output("cat " + unpacked + "/priv/k"));
    assertEquals("nodes/testnode", namespace.output("readlink " + unpacked + "/local"));
  }

  @Test
  public void item503_manyWorkAtOnce() {
    String worker =
        """
        my $me = shift;
        for my $i (1..40) {
          my $p = "d/$me-$i";
          open my $f, "+>", $p or die "create $p: $!";
          syswrite $f, $i; sysseek $f, 0, 0; sysread $f, my $back, 9;
          $back eq $i or die "read $back of $p";
          close $f or die; rename $p, "$p.r" or die "rename $p: $!"; unlink "$p.r" or die "unlink $p: $!";
        }
        """;
    output("mkdir d && " + together(8, worker));
    assertEquals("", output("ls d"));
  }

  /** They are told ENOTCONN, and nobody is left that cannot be killed. */
  @Test
  public void item408_theEndLetsGoOfWhoIsInside() throws Exception {
    Process inside =
        namespace.start("cd " + mount + " && exec 3< .version && echo inside && exec cat");
    assertEquals("inside", inside.inputReader().readLine());
    server.tell("close");
    assertEquals("CLOSED", server.end());
    assertEquals("", namespace.run("grep ' " + mount + " ' /proc/mounts").output());
    namespace.output("kill " + inside.pid());
    Namespace.result(inside);
    start();
    assertTrue(output("cat .version").contains("starttime"));
  }
}
