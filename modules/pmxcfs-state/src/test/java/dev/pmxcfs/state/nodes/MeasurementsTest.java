package dev.pmxcfs.state.nodes;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.LoggedLines;
import dev.pmxcfs.state.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;

/** Measurements on their way through the table; how they are dumped has a test of its own. */
public class MeasurementsTest {

  @Rule public final LoggedLines log = new LoggedLines();

  private final ManualClock clock = new ManualClock(1_795_533_609);
  private final Measurements measurements = new Measurements(clock);
  private final List<String> taken = new ArrayList<>();

  @Test
  public void eachIsHandedOnInItsOrderToTheLastSinkThatWasSet() {
    set("early", "0");
    measurements.writeTo(
        (key, data) -> {
          throw new AssertionError("replaced");
        });
    measurements.writeTo(this::take);
    set("a", "1");
    set("b", "2");
    set("a", "1");
    assertEquals(List.of("a:1", "b:2", "a:1"), taken);
  }

  @Test
  public void keyWithoutAFileIsLoggedTheFirstTime() {
    String line = "RRD key 'foo' is shown but not written to a file: no such key";
    measurements.writeTo(this::take);
    set("foo", "1");
    assertEquals(1, log.with(line).size());
    set("foo", "2");
    assertEquals(1, log.with(line).size());
    set("pve-storage-9.0/a/b", "1000:1:2");
    assertEquals(List.of(), log.with("pve-storage"));
  }

  /** Cluster, section 6.1. */
  @Test
  public void nodesThatRunWildTakeUpAPartOfTheMemory() {
    measurements.writeTo(this::take);
    for (int i = 0; i < Measurements.MAX_KEYS; i++) {
      set("k" + i, "1");
    }
    taken.clear();
    set("one more", "1");
    set("another", "1");
    set("k0", "2");
    assertEquals(List.of("k0:2"), taken);
    assertEquals(1, log.with("RRD keys are set").size());
    clock.advance(301);
    set("one more", "3");
    assertEquals("what is old has made room", List.of("k0:2", "one more:3"), taken);
  }

  private Optional<String> take(ByteString key, ByteString data) {
    taken.add(key + ":" + data);
    return key.equals(ByteString.of("foo")) ? Optional.of("no such key") : Optional.empty();
  }

  private void set(String key, String data) {
    measurements.set(ByteString.of(key), ByteString.of(data));
  }
}
