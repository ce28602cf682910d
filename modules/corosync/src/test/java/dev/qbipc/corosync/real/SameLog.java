package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;

import dev.qbipc.corosync.fake.Waiting;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares what two members of a group were told, one of ours and one on libcpg. The latter has
 * joined later.
 */
final class SameLog {

  private SameLog() {}

  /**
   * Fails unless both were told the same, and nothing more, from the second one's join until a line
   * that both are waited for.
   *
   * @param end of that line
   */
  static void assertEqualUntil(Member first, LibcpgMember second, String end) {
    second.await(lines -> lines.stream().anyMatch(line -> line.endsWith(end)), end);
    Waiting.until(() -> first.log().stream().anyMatch(line -> line.endsWith(end)), end);
    List<String> expected = until(second.events(), end);
    List<String> actual = until(first.log(), end);
    // Rings that libcpg hands over before the join are none of ours.
    while (expected.get(0).startsWith("ring ")) {
      expected.remove(0);
    }
    List<String> since = actual.subList(actual.indexOf(expected.get(0)), actual.size());
    // Who has joined is told of the ring after that, which is a new one to the other at times.
    if (!since.get(1).equals(expected.get(1))) {
      expected.remove(1);
    }
    assertEquals(expected, since);
  }

  private static List<String> until(List<String> lines, String end) {
    int last = 0;
    while (!lines.get(last).endsWith(end)) {
      last++;
    }
    return new ArrayList<>(lines.subList(0, last + 1));
  }
}
