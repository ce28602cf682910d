package dev.qbipc.ring;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.qbipc.Errno;
import dev.qbipc.QbException;
import dev.qbipc.os.SystemCallException;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.Rule;
import org.junit.Test;

/** A new ring's files, and what opening it does (sections 3.1 to 3.3). */
public class RingTest {

  private static final int MAX_MESSAGE_SIZE = 12328;

  @Rule public final RingFiles files = new RingFiles();

  @Test
  public void item33_filesHaveTheSizesOf31() throws IOException {
    files.create(MAX_MESSAGE_SIZE);
    assertEquals(8252, Files.size(files.header()));
    assertEquals(16384, Files.size(files.data()));
  }

  @Test
  public void item34_wordSizeIsAQuarterOfTheDataFile() throws IOException {
    Ring ring = files.create(MAX_MESSAGE_SIZE);
    assertEquals(4096, files.headerInt(RingHeaderDescriptor.WORD_SIZE_OFFSET));
    assertEquals(4096, ring.words());
    assertEquals(4096, files.open().words());
  }

  @Test
  public void item35_headerNamesBothFiles() throws IOException {
    files.create(MAX_MESSAGE_SIZE);
    assertEquals(files.header().toString(), pathAt(RingHeaderDescriptor.HEADER_PATH_OFFSET));
    assertEquals(files.data().toString(), pathAt(RingHeaderDescriptor.DATA_PATH_OFFSET));
  }

  private String pathAt(int offset) {
    ByteBuffer header = RingFiles.contents(files.header());
    byte[] path = new byte[RingHeaderDescriptor.PATH_SIZE];
    header.get(offset, path);
    return new String(path, StandardCharsets.UTF_8).replaceFirst("\0+$", "");
  }

  @Test
  public void item36_openingCountsIn() throws IOException {
    Ring server = files.create(MAX_MESSAGE_SIZE);
    assertEquals(1, files.headerInt(RingHeaderDescriptor.REFERENCE_COUNT_OFFSET));
    Ring client = files.open();
    assertEquals(2, files.headerInt(RingHeaderDescriptor.REFERENCE_COUNT_OFFSET));
    assertEquals(2, client.referenceCount());
    server.setReferenceCount(0);
    assertEquals(0, client.referenceCount());
  }

  @Test
  public void item37_semaphoreIsSharedAndZero() throws IOException {
    files.create(MAX_MESSAGE_SIZE);
    assertEquals(0, files.headerInt(RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET));
    assertEquals(0, files.headerInt(RingHeaderDescriptor.SEMAPHORE_WAITERS_OFFSET));
    assertEquals(128, files.headerInt(RingHeaderDescriptor.SEMAPHORE_SHARED_OFFSET));
  }

  @Test
  public void newRingIsEmpty() throws IOException {
    files.create(MAX_MESSAGE_SIZE);
    assertEquals(0, files.headerInt(RingHeaderDescriptor.WRITE_POINTER_OFFSET));
    assertEquals(0, files.headerInt(RingHeaderDescriptor.READ_POINTER_OFFSET));
    assertEquals("as libqb leaves it", 5, files.word(0));
    for (int index = 1; index < 4096; index++) {
      assertEquals(0, files.word(index));
    }
  }

  @Test
  public void flowControlWordIsSeenByTheOtherSide() throws IOException {
    Ring server = files.create(MAX_MESSAGE_SIZE);
    assertEquals(0, files.headerInt(RingHeaderDescriptor.FLOW_CONTROL_OFFSET));
    server.setFlowControl(2);
    assertEquals(2, files.headerInt(RingHeaderDescriptor.FLOW_CONTROL_OFFSET));
    assertEquals(2, server.flowControl());
  }

  @Test
  public void existingFileIsNeverTaken() throws IOException {
    files.create(MAX_MESSAGE_SIZE);
    var e = assertThrows(SystemCallException.class, () -> files.create(MAX_MESSAGE_SIZE));
    assertEquals(Errno.EEXIST, e.errno());
  }

  @Test
  public void missingFileIsAnError() {
    var e = assertThrows(QbException.class, files::open);
    assertEquals(Errno.ENOENT, e.errno());
  }

  @Test
  public void headerThatContradictsItsFilesIsNotOpened() throws IOException {
    files.create(MAX_MESSAGE_SIZE);
    for (int words : new int[] {0, -1, 4095, 8192, 1 << 30, Integer.MAX_VALUE}) {
      overwriteWordSize(words);
      var e = assertThrows(words + " words", QbException.class, files::open);
      assertEquals(Errno.EINVAL, e.errno());
    }
    assertEquals("not counted in", 1, files.headerInt(RingHeaderDescriptor.REFERENCE_COUNT_OFFSET));
  }

  private void overwriteWordSize(int words) throws IOException {
    try (var file = new RandomAccessFile(files.header().toFile(), "rw")) {
      file.seek(RingHeaderDescriptor.WORD_SIZE_OFFSET);
      file.writeInt(Integer.reverseBytes(words));
    }
  }
}
