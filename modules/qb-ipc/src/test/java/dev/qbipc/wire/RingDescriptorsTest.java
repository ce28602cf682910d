package dev.qbipc.wire;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

/** The layout of a ring's two files, whose structures libqb keeps to itself (3.1 to 3.4). */
public class RingDescriptorsTest {

  private static final int PAGE = 4096;

  @Test
  public void headerHasTheFieldsOf32() {
    assertEquals(0, RingHeaderDescriptor.WRITE_POINTER_OFFSET);
    assertEquals(4, RingHeaderDescriptor.READ_POINTER_OFFSET);
    assertEquals(8, RingHeaderDescriptor.WORD_SIZE_OFFSET);
    assertEquals(12, RingHeaderDescriptor.HEADER_PATH_OFFSET);
    assertEquals(4108, RingHeaderDescriptor.DATA_PATH_OFFSET);
    assertEquals(4096, RingHeaderDescriptor.PATH_SIZE);
    assertEquals(8204, RingHeaderDescriptor.REFERENCE_COUNT_OFFSET);
    assertEquals(8208, RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET);
    assertEquals(8240, RingHeaderDescriptor.FLOW_CONTROL_OFFSET);
    assertEquals(8248, RingHeaderDescriptor.SIZE);
    assertEquals(8252, RingHeaderDescriptor.SIZE_WITH_USER_DATA);
  }

  @Test
  public void item34_dataSizesAreThoseOf31() {
    assertEquals(4096, ChunkDescriptor.dataSize(0, PAGE));
    assertEquals(4096, ChunkDescriptor.dataSize(1, PAGE));
    assertEquals(4096, ChunkDescriptor.dataSize(4083, PAGE));
    assertEquals(8192, ChunkDescriptor.dataSize(4084, PAGE));
    assertEquals(16384, ChunkDescriptor.dataSize(12328, PAGE));
    assertEquals(1052672, ChunkDescriptor.dataSize(1048576, PAGE));
    assertEquals(268439552, ChunkDescriptor.dataSize(268435456, PAGE));
  }

  @Test
  public void item34_dataSizeIsRoundedToTheKernelsPage() {
    assertEquals(65536, ChunkDescriptor.dataSize(12328, 65536));
    assertEquals(65536, ChunkDescriptor.dataSize(65523, 65536));
    assertEquals(131072, ChunkDescriptor.dataSize(65524, 65536));
  }

  @Test
  public void dataSizeOfTheLargestRequestDoesNotOverflow() {
    assertEquals(4294971392L, ChunkDescriptor.dataSize(0xFFFF_FFFFL, PAGE));
  }

  @Test
  public void chunkTakesTwoWordsAndItsPaddedPayload() {
    assertEquals(2, ChunkDescriptor.words(0));
    assertEquals(3, ChunkDescriptor.words(1));
    assertEquals(3, ChunkDescriptor.words(4));
    assertEquals(4, ChunkDescriptor.words(5));
    assertEquals(8, ChunkDescriptor.words(24));
  }

  @Test
  public void magicsAreThoseOf33() {
    assertEquals(0xA1A1A1A1, ChunkDescriptor.MAGIC_COMMITTED);
    assertEquals(0xA110CED0, ChunkDescriptor.MAGIC_ALLOCATED);
    assertEquals(0xD0D0D0D0, ChunkDescriptor.MAGIC_RECLAIMED);
    assertEquals(5, ChunkDescriptor.FRESH_RING_MARK);
    assertEquals(12, ChunkDescriptor.MARGIN);
  }
}
