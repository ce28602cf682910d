package dev.qbipc.ring;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;

/** A new ring's files, and what opening it does (protocol, sections 3.1 to 3.3). */
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
    assertTrue(server.setReferenceCount(0));
    assertEquals(0, client.referenceCount());
  }

  /** A connection can be ended whatever its client has done to the files. */
  @Test
  public void truncatedHeaderIsToldAndNoFault() throws IOException {
    Ring ring = files.create(MAX_MESSAGE_SIZE);
    assertTrue(ring.isIntact());
    truncate(files.header());
    assertFalse(ring.setReferenceCount(0));
    assertFalse("the header counts", ring.isIntact());
  }

  @Test
  public void truncatedDataIsTold() throws IOException {
    Ring ring = files.create(MAX_MESSAGE_SIZE);
    truncate(files.data());
    assertFalse(ring.isIntact());
  }

  private static void truncate(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }

  @Test
  public void filesAreHandedOverWithTheirMode() throws IOException {
    files.create(MAX_MESSAGE_SIZE);
    for (Path file : List.of(files.header(), files.data())) {
      assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
  }

  @Test
  public void unmappedRingIsMappedNoMore() throws IOException {
    Ring ring = files.create(MAX_MESSAGE_SIZE);
    assertEquals("the header, and the data twice", 3, mappings());
    ring.unmap();
    assertEquals(0, mappings());
    files.forget(ring);
  }

  @Test
  public void ringThatCannotBeMadeIsMappedNoMore() {
    assertThrows(SystemCallException.class, () -> files.createOfSize(Processes.pageSize() + 4));
    assertEquals(0, mappings());
  }

  @Test
  public void ringThatCannotBeOpenedIsMappedNoMore() throws IOException {
    files.create(MAX_MESSAGE_SIZE);
    int mapped = mappings();
    overwriteWordSize(4095);
    assertThrows(QbException.class, files::open);
    assertEquals(mapped, mappings());
  }

  /** How often this process has mapped files of the ring. */
  private int mappings() {
    try (var maps = Files.lines(Path.of("/proc/self/maps"))) {
      return (int) maps.filter(line -> line.contains(files.basePath())).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
      assertTrue(e.getMessage(), e.getMessage().contains("cannot have " + words + " words"));
    }
    assertEquals("not counted in", 1, files.headerInt(RingHeaderDescriptor.REFERENCE_COUNT_OFFSET));
  }

  /** Mapped twice, the data has to fit a buffer. */
  @Test
  public void ringOfAGibibyteIsNotOpened() throws IOException {
    files.create(MAX_MESSAGE_SIZE);
    try (var data = new RandomAccessFile(files.data().toFile(), "rw")) {
      data.setLength(1 << 30);
    }
    overwriteWordSize(1 << 28);
    var e = assertThrows(QbException.class, files::open);
    assertEquals(Errno.EINVAL, e.errno());
    assertTrue(e.getMessage(), e.getMessage().contains("words"));
  }

  private void overwriteWordSize(int words) throws IOException {
    try (var file = new RandomAccessFile(files.header().toFile(), "rw")) {
      file.seek(RingHeaderDescriptor.WORD_SIZE_OFFSET);
      file.writeInt(Integer.reverseBytes(words));
    }
  }
}
