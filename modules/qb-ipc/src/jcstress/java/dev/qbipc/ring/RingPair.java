package dev.qbipc.ring;

import dev.qbipc.linux.memory.Mapping;
import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.linux.memory.SharedFile;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Both ends of a ring, each with its own mapping, as two processes have them. The harness makes
 * states by the thousand, so the pairs are used again.
 */
final class RingPair {

  private static final ConcurrentLinkedQueue<RingPair> FREE = new ConcurrentLinkedQueue<>();
  private static final int UNCHANGED = -1;

  final ChunkWriter writer;
  final ChunkReader reader;

  /** The header as the writer's C library sees it. */
  final ByteBuffer header;

  /** Where the kernel finds the semaphore in the writer's mapping. */
  final long semaphore;

  /** What the next chunk holds, so that it differs from what the last one left. */
  int next;

  private RingPair() {
    try {
      Path directory = Files.createTempDirectory(Path.of("/dev/shm"), "qb-jcstress-");
      String base = directory.resolve("ring").toString();
      int size = (int) ChunkDescriptor.dataSize(1, Processes.pageSize());
      writer =
          Ring.create(base, size, new RingOwner(UNCHANGED, UNCHANGED, 0600))
              .writer(new PendingFault());
      reader = Ring.open(base).reader(0);
      try (var file = SharedFile.open(base + Ring.HEADER_SUFFIX)) {
        var mapping = Mapping.plain(file, RingHeaderDescriptor.SIZE);
        header = mapping.buffer();
        semaphore = mapping.address() + RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET;
      }
      Files.delete(Path.of(base + Ring.HEADER_SUFFIX));
      Files.delete(Path.of(base + Ring.DATA_SUFFIX));
      Files.delete(directory);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An empty pair that no other actor uses. */
  static RingPair take() {
    RingPair pair = FREE.poll();
    return pair != null ? pair : new RingPair();
  }

  /** Gives the pair back, after all that is in it was read. */
  void release() {
    while (reader.isPosted()) {
      reader.advance(reader.nextLength());
    }
    reader.settle();
    FREE.add(this);
  }

  /** Writes a chunk whose payload is one number again and again. */
  boolean write(int words, int number) {
    int at = writer.claim(words * ChunkDescriptor.WORD);
    if (at == ChunkWriter.FULL) {
      return false;
    }
    for (int word = 0; word < words; word++) {
      writer.memory().putInt(at + word * ChunkDescriptor.WORD, number);
    }
    writer.commit(words * ChunkDescriptor.WORD);
    return true;
  }

  /** How many words of the next chunk are not that number. */
  int wrongWords(int words, int number) {
    int wrong = 0;
    for (int word = 0; word < words; word++) {
      wrong += reader.getInt(word * ChunkDescriptor.WORD) == number ? 0 : 1;
    }
    return wrong;
  }
}
