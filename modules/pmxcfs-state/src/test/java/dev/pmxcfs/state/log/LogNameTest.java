package dev.pmxcfs.state.log;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.api.ByteString;
import org.junit.Test;

/** Names and their hashes in the cluster log (operations, section 5.6). */
public class LogNameTest {

  @Test
  public void digestIsFnv1aOverTheNameAndItsNul() {
    assertEquals(0x4dd1e2461dbc53bfL, digest("root"));
    assertEquals(0x0bf69a5dbf95bb61L, digest("root@pam"));
    assertEquals(0x807e2c11884463f7L, digest("testnode"));
    assertEquals(0xe70015c220d1a877L, digest("node2"));
    assertEquals(0xaf63bd4c8601b7dfL, digest(""));
  }

  @Test
  public void item94_nameOf254BytesIsKept() {
    LogName name = LogName.of(ByteString.of("n".repeat(254)));
    assertEquals(254, name.text().length());
    assertEquals(255, name.storedLength());
    assertEquals(Fnv1a64.of(("n".repeat(254) + "\0").getBytes()), name.digest());
  }

  @Test
  public void longerNameIsCutButItsDigestKnowsOneByteMore() {
    LogName name = LogName.of(ByteString.of("n".repeat(254) + "xy"));
    assertEquals("n".repeat(254), name.text().toString());
    assertEquals(Fnv1a64.of(("n".repeat(254) + "x").getBytes()), name.digest());
  }

  private static long digest(String name) {
    return LogName.of(ByteString.of(name)).digest();
  }
}
