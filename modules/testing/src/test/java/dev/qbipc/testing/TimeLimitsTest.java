package dev.qbipc.testing;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.Samples.CannotBeInterrupted;
import dev.qbipc.testing.Samples.HangsAfterItsTests;
import dev.qbipc.testing.Samples.HangsBeforeItsTests;
import dev.qbipc.testing.Samples.HangsInBetween;
import dev.qbipc.testing.Samples.TakesNoNotice;
import dev.qbipc.testing.Samples.WaitsForAJvm;
import dev.qbipc.testing.Samples.WaitsForAProcess;
import dev.qbipc.testing.Samples.Works;
import dev.qbipc.testing.Samples.WorksForLong;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.Test;

/** No test hangs: its threads are shown, it fails, and the others run if they can. */
public class TimeLimitsTest {

  private static final int TIMED_OUT = 124;

  // All at once, since they mostly wait.
  private static final Future<SampleRun> HANGING = startWithLimit(HangsInBetween.class);
  private static final Future<SampleRun> HANGING_BESIDE_TESTS =
      startWithLimit(HangsBeforeItsTests.class, HangsAfterItsTests.class, HangsInBetween.class);
  private static final Future<SampleRun> WAITING_FOR_A_PROCESS =
      startWithLimit(WaitsForAProcess.class, HangsInBetween.class);
  private static final Future<SampleRun> WAITING_FOR_A_JVM = startWithLimit(WaitsForAJvm.class);
  private static final Future<SampleRun> WITHOUT_AN_END =
      startWithLimit(CannotBeInterrupted.class, HangsInBetween.class);
  private static final Future<SampleRun> WITHOUT_NOTICE = startWithLimit(TakesNoNotice.class);
  private static final Future<SampleRun> LONG =
      start(List.of("-Drun.limit.seconds=5"), WorksForLong.class);
  private static final Future<SampleRun> WORKING = start(List.of(), Works.class);

  private static Future<SampleRun> startWithLimit(Class<?>... samples) {
    return start(List.of("-Dtest.limit.seconds=5", "-Dtest.grace.seconds=3"), samples);
  }

  private static Future<SampleRun> start(List<String> limits, Class<?>... samples) {
    return SampleRun.start(System.getenv("PATH"), limits, samples);
  }

  private static void assertShows(String shown, SampleRun run) {
    assertTrue(shown + ": " + run.output(), run.output().contains(shown));
  }

  private static void assertEnds(int status, long passed, long failed, SampleRun run) {
    assertShows(SampleRun.counts(passed, failed), run);
    assertEquals(status, run.status());
  }

  @Test
  public void aHangingTestFailsWhenItsThreadsHaveBeenShownAndTheOthersRun() throws Exception {
    SampleRun run = HANGING.get();
    assertShows("HangsInBetween.aHangs has taken 5 s: all threads", run);
    assertShows("at dev.qbipc.testing.Samples$HangsInBetween.aHangs(Samples.java", run);
    assertEnds(0, 1, 1, run);
  }

  @Test
  public void whatComesBeforeAndAfterTheTestsOfAClassHasALimitToo() throws Exception {
    SampleRun run = HANGING_BESIDE_TESTS.get();
    assertShows("at dev.qbipc.testing.Samples$HangsBeforeItsTests.prepare(Samples.java", run);
    assertShows("at dev.qbipc.testing.Samples$HangsAfterItsTests.cleanUp(Samples.java", run);
    assertEnds(0, 2, 3, run);
  }

  @Test
  public void aTestThatWaitsForAProcessLosesIt() throws Exception {
    SampleRun run = WAITING_FOR_A_PROCESS.get();
    assertShows("that the tests have started: ", run);
    assertShows("sleep 1000", run);
    assertEnds(0, 1, 2, run);
  }

  @Test
  public void threadsOfJvmsThatItHasStartedAreShownToo() throws Exception {
    SampleRun run = WAITING_FOR_A_JVM.get();
    assertShows("at dev.qbipc.testing.Samples$WaitsForAJvm.main(Samples.java", run);
    assertEnds(0, 0, 1, run);
  }

  @Test
  public void aTestThatCannotBeInterruptedEndsTheRun() throws Exception {
    SampleRun run = WITHOUT_AN_END.get();
    assertShows("at dev.qbipc.testing.Samples$CannotBeInterrupted.staysAsleep(Samples.java", run);
    assertShows("CannotBeInterrupted.staysAsleep goes on", run);
    assertEquals(TIMED_OUT, run.status());
  }

  @Test
  public void aTestThatHangsAndPassesWhenItIsInterruptedEndsTheRun() throws Exception {
    SampleRun run = WITHOUT_NOTICE.get();
    assertShows("TakesNoNotice.passes took no notice of its interrupt", run);
    assertEquals(TIMED_OUT, run.status());
  }

  @Test
  public void allTestsTogetherHaveALimit() throws Exception {
    SampleRun run = LONG.get();
    assertShows("these tests have taken 5 s, and are at ", run);
    assertShows("at dev.qbipc.testing.Samples$WorksForLong.", run);
    assertEquals(TIMED_OUT, run.status());
  }

  @Test
  public void testsThatKeepTheLimitAreLeftAlone() throws Exception {
    SampleRun run = WORKING.get();
    assertFalse(run.output(), run.output().contains("has taken"));
    assertEnds(0, 1, 0, run);
  }
}
