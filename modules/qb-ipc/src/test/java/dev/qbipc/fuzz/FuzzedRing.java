package dev.qbipc.fuzz;

import static dev.qbipc.wire.RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET;
import static dev.qbipc.wire.RingHeaderDescriptor.WRITE_POINTER_OFFSET;

import dev.qbipc.conformance.RawRing;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.MessageDescriptor;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;

/**
 * One ring of a random client. It is changed by way of its files: the client's own mapping would
 * fault once they are truncated. Only the kernel is pointed at the mapping, to post.
 */
final class FuzzedRing implements AutoCloseable {

  private static final int[] HEADER_WORDS = {
    WRITE_POINTER_OFFSET,
    RingHeaderDescriptor.READ_POINTER_OFFSET,
    RingHeaderDescriptor.WORD_SIZE_OFFSET,
    RingHeaderDescriptor.REFERENCE_COUNT_OFFSET,
    RingHeaderDescriptor.FLOW_CONTROL_OFFSET,
    RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET,
    RingHeaderDescriptor.SEMAPHORE_WAITERS_OFFSET,
    RingHeaderDescriptor.HEADER_PATH_OFFSET,
    RingHeaderDescriptor.DATA_PATH_OFFSET
  };

  private final RawRing ring;
  private final FileChannel header;
  private final FileChannel data;
  private final int words;
  private int writePointer;

  FuzzedRing(RawRing ring) {
    this.ring = ring;
    this.words = ring.words();
    try {
      header = FileChannel.open(ring.headerFile(), StandardOpenOption.WRITE);
      data = FileChannel.open(ring.dataFile(), StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes a request with some of its words near their right values, and posts it or not.
   *
   * @param payload its payload, before more that is random
   */
  void writeRequest(int id, byte[] payload, Random random) throws IOException {
    int headerSize = MessageDescriptor.REQUEST_HEADER_SIZE;
    byte[] message = new byte[headerSize + payload.length + random.nextInt(600)];
    random.nextBytes(message);
    System.arraycopy(payload, 0, message, headerSize, payload.length);
    int length = message.length;
    boolean honest = random.nextInt(3) == 0;
    MessageDescriptor.putRequestHeader(
        message, id, honest ? length : FuzzValues.near(length, random));
    boolean chunkIsRight = honest || random.nextBoolean();
    putWord(writePointer, chunkIsRight ? length : FuzzValues.near(length, random));
    int magic = ChunkDescriptor.MAGIC_COMMITTED;
    putWord(
        writePointer + ChunkDescriptor.MAGIC_WORD,
        chunkIsRight ? magic : FuzzValues.near(magic, random));
    for (int at = 0; at < length; at += ChunkDescriptor.WORD) {
      putWord(
          writePointer + ChunkDescriptor.HEADER_WORDS + at / ChunkDescriptor.WORD,
          wordAt(message, at));
    }
    writePointer = (writePointer + ChunkDescriptor.words(length)) % words;
    put(header, WRITE_POINTER_OFFSET, writePointer);
    for (int posts = random.nextInt(8) == 0 ? random.nextInt(4) : 1; posts > 0; posts--) {
      ring.post();
    }
  }

  private static int wordAt(byte[] message, int at) {
    var word = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
    word.put(message, at, Math.min(Integer.BYTES, message.length - at));
    return word.getInt(0);
  }

  private void putWord(int index, int value) throws IOException {
    put(data, (long) Math.floorMod(index, words) * ChunkDescriptor.WORD, value);
  }

  private static void put(FileChannel file, long at, int value) throws IOException {
    file.write(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(0, value), at);
  }

  /** Overwrites a word of the header that has a meaning, or any byte of it. */
  void changeHeader(Random random) throws IOException {
    if (random.nextInt(4) == 0) {
      var noise = ByteBuffer.wrap(FuzzValues.bytes(64, random));
      header.write(noise, random.nextInt(RingHeaderDescriptor.SIZE));
    } else {
      int value = random.nextBoolean() ? FuzzValues.any(random) : FuzzValues.near(words, random);
      put(header, HEADER_WORDS[random.nextInt(HEADER_WORDS.length)], value);
    }
    ring.wake();
  }

  /** Overwrites words of the data file, near the next chunk or anywhere. */
  void changeData(Random random) throws IOException {
    int at = random.nextBoolean() ? writePointer + random.nextInt(8) : random.nextInt(words);
    for (int count = 1 + random.nextInt(4); count > 0; count--) {
      putWord(at + count, FuzzValues.any(random));
    }
  }

  /** Says that there are so many chunks. */
  void changeSemaphore(Random random) throws IOException {
    put(header, SEMAPHORE_VALUE_OFFSET, FuzzValues.any(random));
    ring.wake();
  }

  /** Changes one of the files as a whole. */
  void changeFile(Random random) throws IOException {
    boolean ofHeader = random.nextBoolean();
    Path path = ofHeader ? ring.headerFile() : ring.dataFile();
    Path other = ofHeader ? ring.dataFile() : ring.headerFile();
    FileChannel file = ofHeader ? header : data;
    try {
      switch (random.nextInt(7)) {
        case 0, 1, 2 -> file.truncate(file.size() * random.nextInt(4) / 4);
        case 3 -> put(file, file.size() + random.nextInt(1 << 16), 1);
        case 4 -> Files.delete(path);
        // Another name would be the client's own, and be left.
        case 5 -> Files.move(path, other, StandardCopyOption.REPLACE_EXISTING);
        default ->
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
      }
    } catch (NoSuchFileException e) {
      // An earlier step, or the server, has removed it.
    }
    ring.wake();
  }

  @Override
  public void close() {
    try {
      header.close();
      data.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
