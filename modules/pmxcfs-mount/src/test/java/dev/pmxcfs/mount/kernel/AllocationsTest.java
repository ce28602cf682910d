package dev.pmxcfs.mount.kernel;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Polling;
import dev.qbipc.testing.Requirement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.Test;

/**
 * What calls that read cost of the heap: nothing, so that no garbage is ever collected because of
 * them. Each is made by a program, through the kernel. The server's compiler takes no object apart.
 */
@Needs({Requirement.FUSE, Requirement.PYTHON})
public class AllocationsTest extends MountedTreeTest {

  private static final int CALLS = 3000;

  /** The JVM itself takes some, now and then; the smallest object of each call were 16. */
  private static final double MOST_BYTES_PER_CALL = 0.5;

  private static final double SMALLEST_OBJECT = 16;

  /** One, so that none comes meanwhile that has to make what it needs. */
  @Override
  protected List<String> serverArguments() {
    return List.of("1");
  }

  private Map<String, Long> soFar() {
    return Arrays.stream(server.ask("allocated").split(" "))
        .map(number -> number.split("="))
        .collect(Collectors.toMap(number -> number[0], number -> Long.parseLong(number[1])));
  }

  /**
   * Runs a program twice, the second time as often as calls are measured.
   *
   * @param program in Python, with {@code n} for the number of its run
   * @param calls what has to come of it, each so often
   */
  private void assertNothing(String program, String... calls) {
    assertAtMost(MOST_BYTES_PER_CALL, program, calls);
  }

  private void assertAtMost(double most, String program, String... calls) {
    run(program, 0);
    Map<String, Long> before = soFar();
    run(program, 1);
    for (String call : calls) {
      // nobody waits for a release
      Polling.until(
          () -> soFar().get(call) - before.getOrDefault(call, 0L) >= CALLS, CALLS + " of " + call);
    }
    double each = (double) (soFar().get("bytes") - before.get("bytes")) / CALLS;
    System.out.printf("%s: %.3f bytes each%n", String.join(", ", calls), each);
    assertTrue(program + ": " + each + " bytes each", each <= most);
  }

  private void run(String program, int number) {
    String script = "import os\nn = " + number + "\n" + program;
    output("python3 -c '" + script.replace("CALLS", Integer.toString(CALLS)) + "'");
  }

  @Test
  public void nothingIsMadeToRead() {
    output(
        "mkdir -p nodes/testnode/qemu-server && cd nodes/testnode/qemu-server && touch 100.conf");
    // a read has the kernel ask for the attributes again
    assertNothing(
        """
        f = os.open("nodes/testnode/qemu-server/100.conf", os.O_RDONLY)
        for i in range(CALLS):
          os.pread(f, 4096, 0)
          os.fstat(f)
        """,
        "read",
        "getattr");
  }

  @Test
  public void nothingIsMadeToOpen() {
    output("mkdir -p priv && for i in 0 1 2 3 4 5 6 7 8 9; do echo $i > priv/$i; done");
    assertNothing(
        """
        for i in range(CALLS):
          f = os.open("priv/%d" % (i % 10), os.O_RDONLY)
          os.read(f, 4096)
          os.close(f)
        """,
        "open", "read", "release");
  }

  /** But for the first one of those that are stored together, some dozens of times a second. */
  @Test
  public void nothingIsMadeForMostSmallWrites() {
    output("touch f");
    assertAtMost(
        SMALLEST_OBJECT / 2,
        """
        f = os.open("f", os.O_WRONLY)
        for i in range(CALLS):
          os.pwrite(f, b"x" * 100, 0)
        os.close(f)
        """,
        "write");
  }

  @Test
  public void nothingIsMadeToLookUpWhatThereIsNot() {
    assertNothing("for i in range(CALLS): os.path.exists(\"none\")", "lookup");
  }

  /** Each is looked up once, since the kernel keeps it then. */
  @Test
  public void nothingIsMadeToLookUp() {
    for (int i = 0; i < CALLS; i++) {
      assertEquals("ok", server.ask("put 0-" + i + " x"));
      assertEquals("ok", server.ask("put 1-" + i + " x"));
    }
    assertNothing("for i in range(CALLS): os.stat(\"%d-%d\" % (n, i))", "lookup");
  }

  @Test
  public void nothingIsMadeToFollowTheLinksAndReadTheirTargets() {
    assertNothing("for i in range(CALLS): os.readlink(\"local\")", "readlink");
  }
}
