package dev.qbipc.conformance;

import java.util.List;
import org.junit.experimental.runners.Enclosed;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized.Parameters;

/**
 * Our server the way it works on kernels older than futex_waitv: a thread for each connection waits
 * on its semaphore. Nobody outside may see the difference.
 */
@RunWith(Enclosed.class)
public class WithoutFutexWaitvTest {

  private static final Implementation[] OURS = {Implementation.OURS};

  public static class FlowControl extends FlowControlTest {

    @Parameters(name = "{0}")
    public static Implementation[] implementations() {
      return OURS;
    }

    @Override
    ServerUnderTest start(ServiceOptions options) {
      return super.start(options.withoutFutexWaitv());
    }
  }

  public static class Ordering extends OrderingTest {

    @Parameters(name = "{0}")
    public static Implementation[] implementations() {
      return OURS;
    }

    @Override
    ServerUnderTest start(ServiceOptions options) {
      return super.start(options.withoutFutexWaitv());
    }
  }

  public static class Disconnect extends DisconnectTest {

    @Parameters(name = "{0}")
    public static Implementation[] implementations() {
      return OURS;
    }

    @Override
    ServerUnderTest start(ServiceOptions options) {
      return super.start(options.withoutFutexWaitv());
    }
  }

  public static class Shutdown extends ShutdownTest {

    @Parameters(name = "{0}")
    public static Implementation[] implementations() {
      return OURS;
    }

    @Override
    ServerUnderTest start(ServiceOptions options) {
      return super.start(options.withoutFutexWaitv());
    }
  }

  public static class Statistics extends StatisticsTest {

    @Parameters(name = "{0}")
    public static Implementation[] implementations() {
      return OURS;
    }

    @Override
    ServerUnderTest start(ServiceOptions options) {
      return super.start(options.withoutFutexWaitv());
    }
  }

  public static class ManyConnections extends ManyConnectionsTest {

    @Parameters(name = "{0}")
    public static Implementation[] implementations() {
      return OURS;
    }

    @Override
    ServerUnderTest start(ServiceOptions options) {
      return super.start(options.withoutFutexWaitv());
    }
  }

  public static class Resources extends ResourcesTest {

    @Parameters(name = "{0}")
    public static Implementation[] implementations() {
      return OURS;
    }

    @Override
    ServerProcess startProcess(List<String> wrapper, ServiceOptions options) {
      return super.startProcess(wrapper, options.withoutFutexWaitv());
    }
  }
}
