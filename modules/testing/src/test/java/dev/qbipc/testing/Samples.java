package dev.qbipc.testing;

import static org.junit.Assert.fail;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.AfterClass;
import org.junit.Assume;
import org.junit.BeforeClass;
import org.junit.FixMethodOrder;
import org.junit.Ignore;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.MethodSorters;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/** Test classes that {@link SampleRun} runs; by their names surefire runs none of them. */
final class Samples {

  private Samples() {}

  private static void hang() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  @FixMethodOrder(MethodSorters.NAME_ASCENDING)
  public static final class HangsInBetween {

    @Test
    public void aHangs() throws Exception {
      hang();
    }

    @Test
    public void bWorks() {}
  }

  public static final class HangsBeforeItsTests {

    @BeforeClass
    public static void prepare() throws Exception {
      hang();
    }

    @Test
    public void works() {}
  }

  public static final class HangsAfterItsTests {

    @AfterClass
    public static void cleanUp() throws Exception {
      hang();
    }

    @Test
    public void works() {}
  }

  public static final class WaitsForAProcess {

    /** Reading is not interrupted. */
    @Test
    public void reads() throws Exception {
      Process silent = new ProcessBuilder("sleep", "1000").start();
      silent.getInputStream().read();
      fail("it has ended");
    }
  }

  public static final class WaitsForAJvm {

    public static void main(String[] arguments) throws Exception {
      hang();
    }

    @Test
    public void reads() throws Exception {
      Process silent = new ProcessBuilder(SampleRun.java(WaitsForAJvm.class.getName())).start();
      silent.getInputStream().read();
      fail("it has ended");
    }
  }

  public static final class CannotBeInterrupted {

    @Test
    public void staysAsleep() {
      while (true) {
        LockSupport.park();
        Thread.interrupted();
      }
    }
  }

  public static final class TakesNoNotice {

    @Test
    public void passes() {
      try {
        hang();
      } catch (InterruptedException e) {
        // as code under test may
      }
    }
  }

  public static final class Works {

    @Test
    public void takesItsTime() throws Exception {
      Thread.sleep(1000);
    }
  }

  /** Each test is quick. */
  @RunWith(Parameterized.class)
  public static final class WorksForLong {

    @Parameters
    public static Object[] numbers() {
      return IntStream.range(0, 10_000).boxed().toArray();
    }

    @Parameter public int number;

    @Test
    public void takesItsTime() throws Exception {
      Thread.sleep(50);
    }
  }

  @Needs(Requirement.ROOT)
  public abstract static class OfRoot {}

  public static final class OfRootAlone extends OfRoot {

    @BeforeClass
    public static void prepare() {
      fail("is not to run");
    }

    @Test
    public void one() {}

    @Test
    @Needs(Requirement.NAMESPACES)
    public void two() {}
  }

  @RunWith(Parameterized.class)
  public static final class OfRootTwice extends OfRoot {

    @Parameters
    public static Object[] numbers() {
      return new Object[] {1, 2};
    }

    @Parameter public int number;

    @Test
    public void one() {}
  }

  public static final class OfAnybody {

    @Test
    @Needs(Requirement.NAMESPACES)
    public void mounts() {}

    @Test
    public void works() {}
  }

  public static final class LeavesThemOut {

    @Test
    @Ignore("for now")
    public void ignored() {}

    @Test
    public void assumed() {
      Assume.assumeTrue("it is night", false);
    }

    @Test
    public void works() {}
  }
}
