package dev.qbipc.conformance;

import dev.qbipc.VertxUnitParameters;
import java.util.ArrayList;
import java.util.List;
import org.junit.runner.RunWith;
import org.junit.runner.Runner;
import org.junit.runners.Suite;
import org.junit.runners.model.InitializationError;
import org.junit.runners.model.TestClass;
import org.junit.runners.parameterized.TestWithParameters;

/**
 * Our server the way it works on kernels older than futex_waitv. Nobody outside may see the
 * difference.
 */
@RunWith(WithoutFutexWaitvTest.Suites.class)
public class WithoutFutexWaitvTest {

  private static final List<Class<?>> SUITES =
      List.of(
          FlowControlTest.class,
          OrderingTest.class,
          DisconnectTest.class,
          ShutdownTest.class,
          StatisticsTest.class,
          ManyConnectionsTest.class,
          ResourcesTest.class);

  /** Runs tests of two servers with this one alone. */
  public static final class Suites extends Suite {

    public Suites(Class<?> test) throws InitializationError {
      super(test, runners());
    }

    private static List<Runner> runners() throws InitializationError {
      var vertxUnit = new VertxUnitParameters();
      List<Runner> runners = new ArrayList<>();
      for (Class<?> suite : SUITES) {
        var implementation = Implementation.OURS_WITHOUT_FUTEX_WAITV;
        var parameters =
            new TestWithParameters(
                "[" + implementation + "]", new TestClass(suite), List.of(implementation));
        runners.add(vertxUnit.createRunnerForTestWithParameters(parameters));
      }
      return runners;
    }
  }
}
