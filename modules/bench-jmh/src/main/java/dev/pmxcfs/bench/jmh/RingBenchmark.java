package dev.pmxcfs.bench.jmh;

import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.ring.ChunkReader;
import dev.qbipc.ring.ChunkWriter;
import dev.qbipc.ring.Ring;
import dev.qbipc.ring.RingOwner;
import dev.qbipc.wire.ChunkDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Writing chunks to a ring and reading them, many at a time, with no waiter on its semaphore. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RingBenchmark {

  private static final int CHUNKS = 500;
  private static final int SPACE = 4 * 1024 * 1024;
  private static final int OWNER_ONLY = 0600;

  /** A ring with both of its ends. */
  @State(Scope.Thread)
  public abstract static class TestedRing {

    /** Bytes of payload. */
    @Param({"64", "4096"})
    public int length;

    private Path directory;
    private Ring ring;
    private ChunkWriter writer;
    private ChunkReader reader;
    private byte[] payload;

    @Setup
    public void create() throws IOException {
      directory = Files.createTempDirectory(Path.of("/dev/shm"), "bench-ring");
      int size = (int) ChunkDescriptor.dataSize(SPACE, Processes.pageSize());
      ring = Ring.create(base(), size, new RingOwner(0, 0, OWNER_ONLY));
      writer = ring.writer(new PendingFault());
      reader = ring.reader(SPACE / 2);
      payload = new byte[length];
    }

    private String base() {
      return directory.resolve("ring").toString();
    }

    @TearDown
    public void remove() throws IOException {
      ring.unmap();
      for (String suffix : List.of(Ring.HEADER_SUFFIX, Ring.DATA_SUFFIX)) {
        Files.delete(Path.of(base() + suffix));
      }
      Files.delete(directory);
    }

    void writeAll() {
      for (int i = 0; i < CHUNKS; i++) {
        int at = writer.claim(length);
        writer.memory().put(at, payload, 0, length);
        writer.commit(length);
      }
    }

    byte[] readAll() {
      while (reader.isPosted()) {
        int chunk = reader.nextLength();
        reader.copy(0, payload, chunk);
        reader.advance(chunk);
      }
      reader.settle();
      return payload;
    }
  }

  /** A ring that is empty before each measurement. */
  public static class EmptyRing extends TestedRing {

    @Setup(Level.Invocation)
    public void drain() {
      readAll();
    }
  }

  /** A ring that holds the chunks before each measurement. */
  public static class FilledRing extends TestedRing {

    @Setup(Level.Invocation)
    public void fill() {
      writeAll();
    }
  }

  @Benchmark
  @OperationsPerInvocation(CHUNKS)
  public void write(EmptyRing ring) {
    ring.writeAll();
  }

  @Benchmark
  @OperationsPerInvocation(CHUNKS)
  public byte[] read(FilledRing ring) {
    return ring.readAll();
  }
}
