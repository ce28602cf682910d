package dev.pmxcfs.ipc.systemd;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;

import io.netty.channel.unix.DomainSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

/** What systemd may put into the environment (sd_notify(3), sd_watchdog_enabled(3)). */
public class NotifyEnvironmentTest {

  private static final long PID = 4711;
  private static final String PATH = "/run/systemd/notify";

  private final Map<String, String> variables = new HashMap<>();

  private NotifyEnvironment read() {
    return NotifyEnvironment.of(variables::get, PID);
  }

  @Test
  public void withoutSystemdNothingIsToBeTold() {
    assertEquals(new NotifyEnvironment(Optional.empty(), Optional.empty(), List.of()), read());
  }

  @Test
  public void theSocketIsAPathOrAnAbstractName() {
    variables.put("NOTIFY_SOCKET", PATH);
    assertEquals(Optional.of(new DomainSocketAddress(PATH)), read().socket());
    variables.put("NOTIFY_SOCKET", "@" + PATH);
    assertEquals(Optional.of(new DomainSocketAddress("\0" + PATH)), read().socket());
    assertEquals(List.of(), read().faults());
  }

  @Test
  public void aSocketThatIsNeitherIsToldAndIgnored() {
    for (String value :
        List.of("", "@", "/", "run/notify", "vsock:2:1234", "/" + "x".repeat(107))) {
      variables.put("NOTIFY_SOCKET", value);
      NotifyEnvironment environment = read();
      assertEquals(value, Optional.empty(), environment.socket());
      assertEquals(value, 1, environment.faults().size());
      assertThat(
          environment.faults().get(0),
          containsString("told nothing: NOTIFY_SOCKET is '" + value + "', which is neither"));
    }
    variables.put("NOTIFY_SOCKET", "/" + "x".repeat(106));
    assertEquals(List.of(), read().faults());
  }

  @Test
  public void theWatchdogHasATimeAndAProcess() {
    variables.put("NOTIFY_SOCKET", PATH);
    variables.put("WATCHDOG_USEC", "60000000");
    assertEquals(Optional.of(Duration.ofMinutes(1)), read().watchdog());
    variables.put("WATCHDOG_PID", Long.toString(PID));
    assertEquals(Optional.of(Duration.ofMinutes(1)), read().watchdog());
    variables.put("WATCHDOG_PID", Long.toString(PID + 1));
    assertEquals("another process's", Optional.empty(), read().watchdog());
    assertEquals(List.of(), read().faults());
  }

  @Test
  public void aWatchdogThatMakesNoSenseIsToldAndIgnored() {
    variables.put("NOTIFY_SOCKET", PATH);
    for (String value : List.of("", "soon", "-1", "0", "99999", "99999999999999999999")) {
      variables.put("WATCHDOG_USEC", value);
      assertEquals(value, Optional.empty(), read().watchdog());
      assertThat(
          read().faults().toString(),
          containsString("watchdog is not fed: WATCHDOG_USEC is '" + value + "'"));
    }
    variables.put("WATCHDOG_USEC", "100000");
    variables.put("WATCHDOG_PID", "me");
    assertEquals(Optional.empty(), read().watchdog());
    assertThat(read().faults().toString(), containsString("WATCHDOG_PID is no number: me"));
  }

  @Test
  public void aWatchdogThatCannotBeToldIsNone() {
    variables.put("WATCHDOG_USEC", "60000000");
    assertEquals(Optional.empty(), read().watchdog());
  }
}
