package dev.qbipc.testing;

import java.time.Duration;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Ends a test that hangs, and a run of one module's tests that does. Methods before and after the
 * tests of a class count as tests. First all threads are printed, also those of servers that the
 * test has started; then the test is interrupted, which makes it fail and lets the others run. If
 * it still hangs, the processes that it has started are killed, and then the run ends.
 *
 * <p>A working test never reaches the limits, however busy the machine: each wait has its own
 * deadline, {@link Patience}, and reports what did not happen.
 */
public final class TimeLimits implements TestExecutionListener {

  private static final Duration TEST = seconds("test.limit.seconds", 900);
  private static final Duration RUN = seconds("run.limit.seconds", 2400);

  /** The time for an interrupted test to clean up. */
  private static final Duration GRACE = seconds("test.grace.seconds", 30);

  private static final long LOOK_AGAIN_MILLIS = 200;

  /** The time for surefire to forward the output. */
  private static final long HANDING_ON_MILLIS = 1000;

  private static final int TIMED_OUT = 124;

  /** A test, or the time between two: it lasts until JUnit reports the next step. */
  private record Step(String name, Thread thread, long begin) {

    static Step of(String name) {
      return new Step(name, Thread.currentThread(), System.nanoTime());
    }

    boolean hasLasted(Duration limit) {
      return System.nanoTime() - begin > limit.toNanos();
    }
  }

  private Step step;
  private boolean isInterrupted;

  @Override
  public void testPlanExecutionStarted(TestPlan tests) {
    next(Step.of("the beginning"));
    var watch = new Thread(this::watch, "time limits");
    watch.setDaemon(true);
    watch.start();
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    next(Step.of(name(test)));
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    next(Step.of("after " + name(test)));
  }

  @Override
  public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (isInterrupted && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
      end(step.name + " took no notice of its interrupt");
    }
    next(Step.of("after " + name(test)));
  }

  private synchronized void next(Step next) {
    if (isInterrupted) {
      isInterrupted = false;
      // not meant for the next test
      Thread.interrupted();
    }
    step = next;
  }

  private void watch() {
    var run = Step.of("the run");
    while (!Thread.currentThread().isInterrupted()) {
      pause(LOOK_AGAIN_MILLIS);
      Step now = step();
      if (now.hasLasted(TEST)) {
        stop(now);
      } else if (run.hasLasted(RUN)) {
        ThreadDump.show("these tests have taken " + RUN.toSeconds() + " s, and are at " + now.name);
        end("the run");
      }
    }
  }

  private synchronized Step step() {
    return step;
  }

  private void stop(Step hanging) {
    ThreadDump.show(hanging.name + " has taken " + TEST.toSeconds() + " s");
    interrupt(hanging);
    if (goesOn(hanging)) {
      killWhatItStarted();
      if (goesOn(hanging)) {
        end(hanging.name + " goes on");
      }
    }
  }

  private synchronized void interrupt(Step hanging) {
    if (step == hanging) {
      isInterrupted = true;
      hanging.thread.interrupt();
    }
  }

  /** Whether a step still goes on after the time for its end. */
  private boolean goesOn(Step hanging) {
    var grace = Step.of("grace");
    while (step() == hanging && !grace.hasLasted(GRACE)) {
      pause(LOOK_AGAIN_MILLIS);
    }
    return step() == hanging;
  }

  private static void killWhatItStarted() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  /** Ends this JVM, which fails the build. */
  private static void end(String why) {
    System.out.println("tests ended: " + why);
    System.out.flush();
    killWhatItStarted();
    pause(HANDING_ON_MILLIS);
    Runtime.getRuntime().halt(TIMED_OUT);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String name(TestIdentifier test) {
    return NotRun.name(test.getSource());
  }

  private static Duration seconds(String property, long usual) {
    return Duration.ofSeconds(Long.getLong(property, usual));
  }
}
