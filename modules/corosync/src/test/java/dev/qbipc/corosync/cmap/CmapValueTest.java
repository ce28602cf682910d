package dev.qbipc.corosync.cmap;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;

import io.vertx.core.buffer.Buffer;
import java.math.BigInteger;
import java.util.Optional;
import org.junit.Test;

/** Values by themselves. */
public class CmapValueTest {

  private static final BigInteger LARGEST = new BigInteger("18446744073709551615");

  private static void refused(Runnable value) {
    assertThrows(IllegalArgumentException.class, value::run);
  }

  @Test
  public void item342_numbersHaveTheRangeOfTheirType() {
    refused(() -> CmapValue.i8(128));
    refused(() -> CmapValue.i8(-129));
    refused(() -> CmapValue.u8(-1));
    refused(() -> CmapValue.u8(256));
    refused(() -> CmapValue.i16(32768));
    refused(() -> CmapValue.u16(65536));
    refused(() -> CmapValue.u32(-1));
    refused(() -> CmapValue.u32(1L << 32));
    refused(() -> CmapValue.u64(-1));
    refused(() -> CmapValue.u64(LARGEST.add(BigInteger.ONE)));
    refused(() -> CmapValue.integer(CmapType.I64, LARGEST));
    refused(() -> CmapValue.integer(CmapType.DOUBLE, BigInteger.ONE));
    var failure = assertThrows(IllegalArgumentException.class, () -> CmapValue.u8(256));
    assertEquals("256 is no u8: those are 0 to 255", failure.getMessage());
  }

  @Test
  public void item342_aNumberIsReadAsALongIfItFits() {
    assertEquals(-1, CmapValue.i64(-1).asLong());
    assertEquals(4294967295L, CmapValue.u32(4294967295L).asLong());
    assertEquals(LARGEST, ((CmapInteger) CmapValue.u64(LARGEST)).value());
    assertThrows(ArithmeticException.class, () -> CmapValue.u64(LARGEST).asLong());
    assertThrows(IllegalStateException.class, () -> CmapValue.float64(1).asLong());
    assertThrows(IllegalStateException.class, () -> CmapValue.u8(1).asText());
    assertEquals("text", CmapValue.string("text").asText());
  }

  @Test
  public void item342_valuesOfUnlikeTypesDiffer() {
    assertNotEquals(CmapValue.u8(1), CmapValue.u16(1));
    assertNotEquals(CmapValue.string("text"), CmapValue.binary(Buffer.buffer("text")));
    assertNotEquals(CmapValue.float32(0.0f), CmapValue.float32(-0.0f));
    assertEquals(CmapValue.float64(Double.NaN), CmapValue.float64(0.0 / 0.0));
  }

  @Test
  public void valuesAreWrittenAsCorosyncsToolDoes() {
    assertEquals(
        "demo.key (u64) = 18446744073709551615",
        new CmapEntry("demo.key", CmapValue.u64(LARGEST)).toString());
    assertEquals(
        "demo.key (str) = a text",
        new CmapEntry("demo.key", CmapValue.string("a text")).toString());
    assertEquals("00ff", CmapValue.binary(Buffer.buffer(new byte[] {0, -1})).toString());
    assertEquals(Optional.of(CmapType.FLOAT), CmapType.of("flt"));
    assertEquals(Optional.empty(), CmapType.of("text"));
  }
}
