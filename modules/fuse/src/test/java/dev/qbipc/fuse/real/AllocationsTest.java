package dev.qbipc.fuse.real;

import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** What calls cost of the heap with the kernel and the device as they are: next to nothing. */
public class AllocationsTest extends MountedTest {

  private static final int CALLS = 5000;

  /** The JVM itself takes some, now and then. */
  private static final double MOST_BYTES_PER_CALL = 2;

  /** An object is made for each answer that comes later. */
  private static final double MOST_BYTES_IF_LATER = 128;

  private Server server;

  private long[] soFar() {
    String[] numbers = server.ask("").split(" ");
    return new long[] {Long.parseLong(numbers[0]), Long.parseLong(numbers[1])};
  }

  private void assertNextToNothing(String what, String script) {
    assertAtMost(MOST_BYTES_PER_CALL, what, script);
  }

  private void assertAtMost(double most, String what, String script) {
    output(script);
    long[] before = soFar();
    output(script);
    long[] after = soFar();
    long calls = after[0] - before[0];
    double each = (double) (after[1] - before[1]) / calls;
    System.out.printf("%s: %d calls, %.3f bytes each%n", what, calls, each);
    assertTrue(what + ": only " + calls + " calls", calls >= CALLS);
    assertTrue(what + ": " + each + " bytes for each call", each <= most);
  }

  @Test
  public void callsThroughTheKernelAllocateNextToNothing() {
    server = mounted(QuietFiles.class);
    assertNextToNothing("reading", "dd if=file of=/dev/null bs=4096 count=" + CALLS);
    assertNextToNothing("writing", "dd if=/dev/zero of=file bs=4096 conv=notrunc count=" + CALLS);
    String loop = "i=0; while [ $i -lt " + CALLS + " ]; do ";
    assertNextToNothing("looking up", loop + "[ -e name$i ]; i=$((i + 1)); done");
    assertNextToNothing("attributes", loop + "[ -d . ]; i=$((i + 1)); done");
    assertNextToNothing("opening", loop + ": <file; i=$((i + 1)); done");
    String syncing = "open $f, \"+<\", \"file\"; $f->sync or die $! for 1.." + CALLS;
    assertAtMost(MOST_BYTES_IF_LATER, "syncing", "perl -MIO::Handle -e '" + syncing + "'");
  }
}
