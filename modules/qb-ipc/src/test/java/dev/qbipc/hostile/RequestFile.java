package dev.qbipc.hostile;

import dev.qbipc.conformance.RawRing;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/**
 * A request ring written by way of its files, since its writer's own mapping would fault while the
 * files are truncated.
 */
final class RequestFile implements AutoCloseable {

  private final FileChannel header;
  private final FileChannel data;
  private final int words;
  private int writePointer;

  RequestFile(RawRing ring) throws IOException {
    header = FileChannel.open(ring.headerFile(), StandardOpenOption.WRITE);
    data = FileChannel.open(ring.dataFile(), StandardOpenOption.WRITE);
    words = ring.words();
  }

  /** Writes a chunk where the server expects the next one, and says that there is one. */
  void write(byte[] message) throws IOException {
    int size = ChunkDescriptor.words(message.length) * ChunkDescriptor.WORD;
    var chunk = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    chunk.putInt(message.length).putInt(ChunkDescriptor.MAGIC_COMMITTED).put(message).rewind();
    long at = (long) writePointer * ChunkDescriptor.WORD;
    int beforeEnd = (int) Math.min(size, (long) words * ChunkDescriptor.WORD - at);
    data.write(chunk.slice(0, beforeEnd), at);
    data.write(chunk.slice(beforeEnd, size - beforeEnd), 0);
    writePointer = (writePointer + ChunkDescriptor.words(message.length)) % words;
    var one = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(0, 1);
    header.write(one, RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET);
  }

  @Override
  public void close() throws IOException {
    header.close();
    data.close();
  }
}
