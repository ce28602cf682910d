package dev.qbipc.client;

import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.ring.ChunkReader;
import dev.qbipc.ring.ChunkWriter;
import dev.qbipc.ring.Ring;
import dev.qbipc.ring.RingOwner;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.MessageDescriptor;
import dev.qbipc.wire.SetupResponseDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The server's end of a connection's rings, in a test's hands. */
final class RawRings implements AutoCloseable {

  /** What a client asks for at least, and what these rings grant. */
  static final int MAX_MESSAGE_SIZE = SetupResponseDescriptor.SIZE;

  static final int REQUEST = 0;
  static final int RESPONSE = 1;
  static final int EVENT = 2;

  private static final List<String> KINDS = List.of("request", "response", "event");
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final int ROOT = 0;
  private static final int MODE = 0600;

  private final List<String> names = new ArrayList<>();
  private final List<Path> bases = new ArrayList<>();
  private final List<Ring> rings = new ArrayList<>();
  private final ChunkReader requests;
  private final ChunkWriter responses;
  private final ChunkWriter events;

  private RawRings(Path directory, String prefix, String suffix, boolean relative) {
    try {
      for (String kind : KINDS) {
        Path base = directory.resolve(prefix + kind + suffix);
        bases.add(base);
        names.add(
            relative ? base.getFileName().toString().substring("qb-".length()) : base.toString());
        int size = (int) ChunkDescriptor.dataSize(MAX_MESSAGE_SIZE, Processes.pageSize());
        rings.add(Ring.create(base.toString(), size, new RingOwner(ROOT, ROOT, MODE)));
      }
    } catch (SystemCallException e) {
      throw new UncheckedIOException(e);
    }
    requests = rings.get(REQUEST).reader(0);
    responses = rings.get(RESPONSE).writer(new PendingFault());
    events = rings.get(EVENT).writer(new PendingFault());
  }

  /** Rings in a directory of their own, as servers from 1.0.4 on have them. */
  static RawRings inDirectory(String service) {
    try {
      Path directory = Files.createTempDirectory(SHARED_MEMORY, "qb-raw-");
      return new RawRings(directory, "qb-", "-" + service, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rings with relative names directly in shared memory, as servers up to 1.0.3 have them. */
  static RawRings relative(String service) {
    int pid = Processes.ownPid();
    return new RawRings(SHARED_MEMORY, "qb-" + service + "-", "-" + pid + "-" + pid, true);
  }

  /** The answer that grants these rings, for messages of so many bytes. */
  byte[] grant(int maxMessageSize) {
    return SetupResponseDescriptor.grant(
        maxMessageSize, names.get(REQUEST), names.get(RESPONSE), names.get(EVENT));
  }

  /** The answer that grants these rings. */
  byte[] grant() {
    return grant(MAX_MESSAGE_SIZE);
  }

  Ring ring(int which) {
    return rings.get(which);
  }

  /** Where the client's requests arrive. */
  ChunkReader requests() {
    return requests;
  }

  Path header(int which) {
    return Path.of(bases.get(which) + Ring.HEADER_SUFFIX);
  }

  Path data(int which) {
    return Path.of(bases.get(which) + Ring.DATA_SUFFIX);
  }

  /** Takes the next request. */
  byte[] takeRequest() {
    int length = requests.nextLength();
    byte[] message = new byte[length];
    requests.copy(0, message, length);
    requests.advance(length);
    return message;
  }

  /** Writes a response. */
  void respond(int id, int error, byte... payload) {
    write(responses, id, error, payload);
  }

  /** Writes an event, without its byte. */
  void writeEvent(int id, byte... payload) {
    write(events, id, 0, payload);
  }

  /** Writes an event, without its byte, if the ring has room for it. */
  boolean tryEvent(int id, byte... payload) {
    boolean fits = events.hasRoom(MessageDescriptor.RESPONSE_HEADER_SIZE + payload.length);
    if (fits) {
      writeEvent(id, payload);
    }
    return fits;
  }

  /** Writes an event, without its byte, as soon as the ring has room for it. */
  void writeEventWhenFree(int id) {
    long end = System.nanoTime() + Outcome.PATIENCE.toNanos();
    while (!tryEvent(id)) {
      assertTrue("the client reads no events", System.nanoTime() - end < 0);
      Thread.onSpinWait();
    }
  }

  /** Writes an event chunk that is too short for a header, without its byte. */
  void writeShortEvent(int length) {
    events.claim(length);
    events.commit(length);
  }

  private static void write(ChunkWriter writer, int id, int error, byte[] payload) {
    int size = MessageDescriptor.RESPONSE_HEADER_SIZE + payload.length;
    int at = writer.claim(size);
    assertNotEquals(ChunkWriter.FULL, at);
    MessageDescriptor.putResponseHeader(writer.memory(), at, id, size, error);
    writer.memory().put(at + MessageDescriptor.RESPONSE_HEADER_SIZE, payload);
    writer.commit(size);
  }

  /** Writes a response chunk that is too short for a header. */
  void respondShort(int length) {
    responses.claim(length);
    responses.commit(length);
  }

  /** Writes a number into one of the files, past the rings' own code. */
  static void poke(Path file, int offset, int value) {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(value);
      channel.write(bytes.flip(), offset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cuts one of the files down to nothing. */
  static void truncate(Path file) {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether all six files are there. */
  boolean filesExist() {
    for (int which : List.of(REQUEST, RESPONSE, EVENT)) {
      if (!Files.exists(header(which)) || !Files.exists(data(which))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    try {
      rings.forEach(Ring::unmap);
      for (int which : List.of(REQUEST, RESPONSE, EVENT)) {
        Files.deleteIfExists(header(which));
        Files.deleteIfExists(data(which));
      }
      Path directory = bases.get(REQUEST).getParent();
      if (!directory.equals(SHARED_MEMORY)) {
        Files.deleteIfExists(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
