package dev.qbipc.testing;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.Samples.LeavesThemOut;
import dev.qbipc.testing.Samples.OfAnybody;
import dev.qbipc.testing.Samples.OfRootAlone;
import dev.qbipc.testing.Samples.OfRootTwice;
import java.util.List;
import org.junit.Test;

/** Tests that a machine cannot run are left out, and each is named with what it needs. */
public class NotRunTest {

  /** Without the programs that try them out, no right is there. */
  private static final String NO_PROGRAMS = "/nonexistent";

  private static final String SAMPLE = "\tdev.qbipc.testing.Samples$";

  private static SampleRun run(Class<?>... samples) throws Exception {
    return SampleRun.start(NO_PROGRAMS, List.of(), samples).get();
  }

  private static void assertNotRun(List<String> tests, SampleRun run) {
    assertEquals(
        run.output(), tests.stream().sorted().toList(), run.notRun().stream().sorted().toList());
  }

  private static void assertCounts(long passed, long failed, SampleRun run) {
    String counts = SampleRun.counts(passed, failed);
    assertTrue(run.output(), run.output().contains(counts));
  }

  @Test
  public void testsWithUnmetNeedsAreLeftOutAndNamed() throws Exception {
    SampleRun run = run(OfRootAlone.class, OfRootTwice.class, OfAnybody.class);
    assertNotRun(
        List.of(
            "they need " + Requirement.ROOT + SAMPLE + "OfRootAlone.one",
            "they need %s, and %s".formatted(Requirement.ROOT, Requirement.NAMESPACES)
                + SAMPLE
                + "OfRootAlone.two",
            "they need " + Requirement.ROOT + SAMPLE + "OfRootTwice.one",
            "they need " + Requirement.ROOT + SAMPLE + "OfRootTwice.one",
            "they need " + Requirement.NAMESPACES + SAMPLE + "OfAnybody.mounts"),
        run);
    assertCounts(1, 0, run);
  }

  @Test
  public void testsThatLeaveThemselvesOutAreNamedToo() throws Exception {
    SampleRun run = run(LeavesThemOut.class);
    assertNotRun(
        List.of(
            "they are ignored: for now" + SAMPLE + "LeavesThemOut.ignored",
            "they gave up: it is night" + SAMPLE + "LeavesThemOut.assumed"),
        run);
    assertCounts(1, 0, run);
  }
}
