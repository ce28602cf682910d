package dev.qbipc.testing;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Records the tests that skip themselves, so that none does so unnoticed. */
public final class SkippedTests implements TestExecutionListener {

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    NotRun.add("they are ignored: " + reason, test.getUniqueId(), test.getSource());
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
      String reason = result.getThrowable().map(Throwable::getMessage).orElse("without a word");
      NotRun.add("they gave up: " + reason, test.getUniqueId(), test.getSource());
    }
  }
}
