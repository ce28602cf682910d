package dev.qbipc;

import io.vertx.ext.unit.junit.VertxUnitRunnerWithParameters;
import org.junit.runner.Runner;
import org.junit.runners.model.FrameworkMethod;
import org.junit.runners.model.InitializationError;
import org.junit.runners.parameterized.ParametersRunnerFactory;
import org.junit.runners.parameterized.TestWithParameters;

/**
 * Has vertx-unit run a class of {@link org.junit.runners.Parameterized} tests, and names the
 * parameters with each test, as JUnit does: vertx-unit's own factory leaves them out, and a report
 * would not say beside which server a test has failed.
 */
public final class VertxUnitParameters implements ParametersRunnerFactory {

  @Override
  public Runner createRunnerForTestWithParameters(TestWithParameters test)
      throws InitializationError {
    return new NamingRunner(test);
  }

  private static final class NamingRunner extends VertxUnitRunnerWithParameters {

    NamingRunner(TestWithParameters test) throws InitializationError {
      super(test);
    }

    @Override
    protected String testName(FrameworkMethod method) {
      return method.getName() + getName();
    }
  }
}
