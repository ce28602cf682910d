package dev.qbipc.server.impl.connection;

import static org.junit.Assert.assertEquals;

import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.Test;

/** When an event loop wakes up to poll the readers. */
public class ServedSocketsTest {

  private final Set<Object> timers = new HashSet<>();
  private long started;
  private final ServedSockets served = new ServedSockets(countingVertx(), null, List.of());

  /** Notes the timers that run, none of which fires. */
  private Vertx countingVertx() {
    return (Vertx)
        Proxy.newProxyInstance(
            Vertx.class.getClassLoader(),
            new Class<?>[] {Vertx.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "setPeriodic" -> {
                    timers.add(++started);
                    yield started;
                  }
                  case "cancelTimer" -> timers.remove(arguments[0]);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private SetupSocket socket() {
    return new SetupSocket(served, null, null);
  }

  @Test
  public void noTimerRunsWithoutSockets() {
    assertEquals(Set.of(), timers);
  }

  @Test
  public void oneTimerRunsFromTheFirstSocketToTheLast() {
    SetupSocket first = socket();
    SetupSocket second = socket();
    served.add(first);
    served.add(second);
    assertEquals("for two sockets", Set.of(1L), timers);
    served.remove(first);
    assertEquals("for one of them", Set.of(1L), timers);
    served.remove(first);
    assertEquals("for the other, after the one was removed again", Set.of(1L), timers);
    served.remove(second);
    assertEquals("for none", Set.of(), timers);
  }

  @Test
  public void aTimerRunsAgainForASocketThatComesLater() {
    for (long times = 1; times <= 3; times++) {
      SetupSocket socket = socket();
      served.add(socket);
      assertEquals(Set.of(times), timers);
      served.remove(socket);
      assertEquals(Set.of(), timers);
    }
  }

  @Test
  public void aSocketThatWasNeverServedStopsNoTimer() {
    served.add(socket());
    served.remove(socket());
    assertEquals(Set.of(1L), timers);
  }
}
