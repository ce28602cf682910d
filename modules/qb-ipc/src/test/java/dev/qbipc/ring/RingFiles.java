package dev.qbipc.ring;

import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.wire.ChunkDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.rules.ExternalResource;

/** A ring's files for one test, and both ends' views of them; removed when the test ends. */
public final class RingFiles extends ExternalResource {

  /** What chown takes for "leave it as it is". */
  private static final int UNCHANGED = -1;

  private static final int MODE = 0640;

  private final List<Ring> views = new ArrayList<>();
  private Path directory;

  @Override
  protected void before() throws IOException {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "ring-test-");
  }

  @Override
  protected void after() {
    views.forEach(Ring::unmap);
    delete(header());
    delete(data());
    delete(directory);
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new AssertionError("cannot remove " + path, e);
    }
  }

  /** What both files' paths begin with. */
  String basePath() {
    return directory.resolve("ring").toString();
  }

  Path header() {
    return Path.of(basePath() + Ring.HEADER_SUFFIX);
  }

  Path data() {
    return Path.of(basePath() + Ring.DATA_SUFFIX);
  }

  /** Creates the ring for messages of up to so many bytes. */
  Ring create(int maxMessageSize) throws SystemCallException {
    return createOfSize((int) ChunkDescriptor.dataSize(maxMessageSize, Processes.pageSize()));
  }

  /** Creates the ring with so many bytes of data, which have to be whole pages. */
  Ring createOfSize(int size) throws SystemCallException {
    return keep(Ring.create(basePath(), size, new RingOwner(UNCHANGED, UNCHANGED, MODE)));
  }

  /** A ring that its test has unmapped. */
  void forget(Ring ring) {
    views.remove(ring);
  }

  /** Opens the ring as its client does. */
  Ring open() {
    return keep(Ring.open(basePath()));
  }

  private Ring keep(Ring ring) {
    views.add(ring);
    return ring;
  }

  /** A word of the header file, as the file system has it. */
  int headerInt(int offset) {
    return contents(header()).getInt(offset);
  }

  /** A word of the data file, by its index. */
  int word(int index) {
    return contents(data()).getInt(index * ChunkDescriptor.WORD);
  }

  /** A file's contents. */
  static ByteBuffer contents(Path file) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
    } catch (IOException e) {
      throw new AssertionError("cannot read " + file, e);
    }
  }
}
