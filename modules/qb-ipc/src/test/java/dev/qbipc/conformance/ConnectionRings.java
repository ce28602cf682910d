package dev.qbipc.conformance;

import dev.qbipc.wire.RingHeaderDescriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The rings of the only connection that this process has with a server, seen from beside: libqb's
 * client does not show its own.
 */
final class ConnectionRings implements AutoCloseable {

  private final Path directory;
  private final String service;
  private final List<RawRing> views = new ArrayList<>();

  private ConnectionRings(Path directory, String service) {
    this.directory = directory;
    this.service = service;
  }

  /** Finds them; the server has answered the handshake. */
  static ConnectionRings of(ServerUnderTest server) {
    List<Path> directories = SharedMemory.directoriesOf(server.pid());
    if (directories.size() != 1) {
      throw new AssertionError("one connection's directory was expected, not " + directories);
    }
    return new ConnectionRings(directories.get(0), server.service());
  }

  /** The connection's directory. */
  Path directory() {
    return directory;
  }

  /** Base path of the request ring's files. */
  String requestPath() {
    return path("request");
  }

  /** Base path of the response ring's files. */
  String responsePath() {
    return path("response");
  }

  /** Base path of the event ring's files. */
  String eventPath() {
    return path("event");
  }

  private String path(String kind) {
    return directory.resolve("qb-" + kind + "-" + service).toString();
  }

  RawRing request() {
    return view(requestPath());
  }

  RawRing response() {
    return view(responsePath());
  }

  RawRing event() {
    return view(eventPath());
  }

  private RawRing view(String path) {
    var ring = RawRing.view(path);
    views.add(ring);
    return ring;
  }

  /** Waits until a ring holds so many chunks that its reader has not taken. */
  static void assertUnread(String what, int chunks, RawRing ring) {
    Eventually.assertBecomes(what, chunks, ring::semaphore);
  }

  /** Waits until a ring's reader has given everything back that was written. */
  static void assertAllReclaimed(RawRing ring) {
    Eventually.assertBecomes(
        "read pointer",
        ring.headerInt(RingHeaderDescriptor.WRITE_POINTER_OFFSET),
        () -> ring.headerInt(RingHeaderDescriptor.READ_POINTER_OFFSET));
  }

  @Override
  public void close() {
    views.forEach(RawRing::close);
  }
}
