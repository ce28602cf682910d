package dev.pmxcfs.cluster.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.Digest;
import java.util.Arrays;
import org.junit.Test;
import org.junit.function.ThrowingRunnable;

/** What is too short, too long or does not end is refused, with a reason. */
public class MalformedFramesTest {

  private static final Epoch EPOCH = new Epoch(1, 2, 3, 4);

  private static void assertRefused(ThrowingRunnable reading) {
    String reason = assertThrows(MalformedFrameException.class, reading).getMessage();
    assertTrue(reason, reason.contains("bytes") || reason.contains("does not end"));
  }

  @Test
  public void aHeaderNeedsSixteenBytes() throws Exception {
    assertRefused(() -> FrameHeader.decode(new byte[15]));
    assertRefused(() -> FrameHeader.decode(new byte[0]));
    assertEquals(new FrameHeader(0, 0, 0, 0), FrameHeader.decode(new byte[16]));
  }

  @Test
  public void theFieldsOfAHeaderAreUnsigned() throws Exception {
    byte[] frame = new byte[16];
    Arrays.fill(frame, (byte) 0xff);
    assertEquals(new FrameHeader(0xffff, 0xffff, -1, -1), FrameHeader.decode(frame));
    assertTrue(FrameType.of(0xffff).isEmpty());
    assertTrue(FrameType.of(7).isEmpty());
    assertEquals(FrameType.VERIFY, FrameType.of(6).orElseThrow());
  }

  @Test
  public void aNormalFrameNeedsTwentyFourBytes() throws Exception {
    byte[] whole = new NormalFrame(7, 1, 5, -9, new byte[0]).encode();
    assertEquals(24, whole.length);
    assertEquals(-9, NormalFrame.count(whole));
    assertEquals(0, NormalFrame.decode(whole).body().length);
    assertRefused(() -> NormalFrame.decode(Arrays.copyOf(whole, 23)));
    assertRefused(() -> NormalFrame.count(Arrays.copyOf(whole, 23)));
  }

  @Test
  public void aFrameOfASyncNeedsThirtyTwoBytes() throws Exception {
    byte[] whole = SyncFrame.of(FrameType.STATE, 1, 5, EPOCH, new byte[] {9}).encode();
    assertEquals(33, whole.length);
    assertEquals(EPOCH, SyncFrame.decode(whole).epoch());
    assertArrayEquals(new byte[] {9}, SyncFrame.decode(whole).body());
    assertRefused(() -> SyncFrame.decode(Arrays.copyOf(whole, 31)));
  }

  @Test
  public void item232_bodiesOfVerificationHaveOneLength() throws Exception {
    assertEquals(77, VerifyRequestDescriptor.decode(VerifyRequestDescriptor.encode(77)));
    assertRefused(() -> VerifyRequestDescriptor.decode(new byte[7]));
    assertRefused(() -> VerifyRequestDescriptor.decode(new byte[9]));
    var verification = new Verification(77, Digest.ofBytes(new byte[] {1}));
    assertEquals(verification, Verification.decode(verification.encode()));
    assertRefused(() -> Verification.decode(new byte[39]));
    assertRefused(() -> Verification.decode(new byte[41]));
  }

  @Test
  public void item254_aKeyEndsWithinItsPlace() throws Exception {
    byte[] body = new StatusUpdate(ByteString.of("k"), "v".getBytes(UTF_8)).encode();
    assertEquals(257, body.length);
    Arrays.fill(body, 2, 256, (byte) 0x5f); // as C leaves it
    StatusUpdate read = StatusUpdate.decode(body);
    assertEquals(ByteString.of("k"), read.key());
    assertArrayEquals("v".getBytes(UTF_8), read.value());
    assertRefused(() -> StatusUpdate.decode(Arrays.copyOf(body, 255)));
    body[1] = 0x5f;
    assertRefused(() -> StatusUpdate.decode(body));
  }

  @Test
  public void theLongestKeyAndNoLonger() throws Exception {
    ByteString longest = ByteString.of("k".repeat(StatusUpdate.MAX_KEY));
    byte[] body = new StatusUpdate(longest, new byte[0]).encode();
    assertEquals(longest, StatusUpdate.decode(body).key());
    var tooLong = new StatusUpdate(ByteString.of("k".repeat(256)), new byte[0]);
    assertThrows(IllegalArgumentException.class, tooLong::encode);
  }

  @Test
  public void kindsHaveTheirNumbers() {
    assertEquals(StatusKind.UPDATE, StatusKind.of(1).orElseThrow());
    assertTrue("never sent", StatusKind.of(2).isEmpty());
    assertEquals(StatusKind.LOG, StatusKind.of(3).orElseThrow());
  }
}
