package dev.qbipc.fuse.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** Reading, writing and listing, as programs see it and in as few calls as there can be. */
public class ContentsTest extends MountedTest {

  /** Items 440 and 442, as far as the kernel's part goes. */
  @Test
  public void aMebibyteIsWrittenInOneCall() {
    Server server = mounted();
    output("dd if=/dev/urandom of=../bytes bs=1M count=1 2>/dev/null");
    output("dd if=../bytes of=file bs=1M 2>/dev/null && cmp ../bytes file");
    assertEquals("[1048576]", server.ask("writes"));
  }

  @Test
  public void contentsOfAnySizeAreReadAsTheyWereWritten() {
    mounted();
    for (int size : new int[] {0, 1, 4095, 4096, 4097, 131072, 131073, 1048577, 3000000}) {
      output(
          "head -c " + size + " /dev/urandom >../bytes && cp ../bytes file && cmp ../bytes file");
      assertEquals(Integer.toString(size), output("stat -c %s file"));
    }
  }

  @Test
  public void openingToTruncateIsOneStep() {
    mounted();
    output("echo text >file && : >file");
    assertEquals("0", output("stat -c %s file"));
    output("echo more >>file && echo more >>file && truncate -s 7 file");
    assertEquals("more\nmo", output("cat file"));
  }

  @Test
  public void aLongListingHasEachNameOnce() {
    mounted();
    output("for i in $(seq 1 600); do : >name-with-some-length-$i-0123456789; done");
    assertEquals("600", output("ls | sort -u | wc -l"));
    assertEquals("600", output("ls | wc -l"));
    output("rm name*");
    assertEquals("", output("ls"));
  }

  @Test
  public void namesAreAnyBytes() {
    mounted();
    output("printf x >\"$(printf '\\377\\001 \\n\\\\')\"");
    assertEquals("1", output("find . -mindepth 1 -print0 | tr -dc '\\0' | wc -c"));
    for (int length : new int[] {255, 256, 1000, 1024}) {
      String name = "n".repeat(length);
      output("mkdir " + name + " && ls -d " + name);
    }
    for (int length : new int[] {1025, 4000}) {
      String name = "n".repeat(length);
      for (String command : new String[] {"stat ", "mkdir ", "mv file ", "touch "}) {
        output("touch file");
        Namespace.Result result = namespace.run("cd " + mount + " && " + command + name);
        assertTrue(result.output(), result.output().contains("File name too long"));
      }
    }
  }

  @Test
  public void whatIsNotImplementedIsRefusedAsUsual() {
    mounted();
    output("echo text >file && sync file && chmod 600 file && cat file && flock file true");
    assertEquals("600", output("stat -c %a file"));
    for (String refused :
        new String[] {"ln -s a b", "ln file b", "mkfifo b", "fallocate -l 10 file"}) {
      if (namespace.run("cd " + mount + " && " + refused).status() == 0) {
        throw new AssertionError(refused + " has worked");
      }
    }
    assertEquals("text", output("cat file"));
  }

  @Test
  public void programsThatUseDirectoriesInAllWaysWork() {
    mounted();
    output("mkdir -p ../from && echo 1 >../from/one && echo 2 >../from/two");
    output("tar -C ../from -cf - one two | tar -xf - --no-same-owner -m");
    assertEquals("1\n2", output("cat one two"));
    assertEquals("1\n2", output("mv one three && cat three two"));
  }
}
