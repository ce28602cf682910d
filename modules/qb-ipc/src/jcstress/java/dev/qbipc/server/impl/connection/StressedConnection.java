package dev.qbipc.server.impl.connection;

import dev.qbipc.QbException;
import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.event.SocketWatch;
import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.linux.socket.UnixSocket;
import dev.qbipc.ring.ChunkReader;
import dev.qbipc.ring.ChunkWriter;
import dev.qbipc.ring.Ring;
import dev.qbipc.ring.RingOwner;
import dev.qbipc.server.Admission;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.Request;
import dev.qbipc.server.SharedMemory;
import dev.qbipc.server.impl.operation.OperationCounters;
import dev.qbipc.wire.MessageDescriptor;
import dev.qbipc.wire.SetupResponseDescriptor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;

/**
 * A connection as a server has it, with its rings, its socket and what counts it, and the client's
 * end of it, which is in this process too.
 */
final class StressedConnection {

  /** What {@link #rest()} says when nothing is left of a connection, nor counted wrongly. */
  static final String OVER = "over";

  static final String WRITTEN = "written";
  static final String NOT_CONNECTED = "ENOTCONN";

  private static final int UID = 0;
  private static final int LARGEST_MESSAGE = 1024;
  private static final int EVENT = 7;
  private static final byte[] NOTIFICATION = {0};
  private static final byte[] PAYLOAD = new byte[64];

  private final StressedReader reader;
  private final OperationCounters counters;
  private final ConnectionRegistry registry;
  private final RingSet rings;
  private final UnixSocket accepted;
  private final SocketWatch watch;
  private final UnixSocket client;
  private final Path directory;
  private final Ring requestRing;
  private final Ring responseRing;
  private final ChunkWriter requests;
  private final ChunkReader responses;
  private final Promise<ServerConnection> handedOver = Promise.promise();
  private final Promise<Void> firstHeld = Promise.promise();
  private int posted;
  private int written;
  private boolean inOrder = true;
  private volatile Request held;
  private volatile Future<Void> reply = Future.succeededFuture();
  private volatile Future<Void> event = Future.succeededFuture();

  private StressedConnection(StressedReader reader) {
    this.reader = reader;
    counters = reader.counters();
    registry = reader.registry(counters);
    registry.connectionHandler(connection -> connection.attach(this));
    var sockets = reader.connect();
    client = sockets[0];
    accepted = sockets[1];
    watch =
        StressedReader.await(
            SocketWatch.start(reader.setups().context(), accepted.fd(), new Unwatched()));
    reader.setups().context().runOnContext(watched -> watch.watchHangUp());
    registry.quota().take(UID, SharedMemory.bytesOf(LARGEST_MESSAGE), 0);
    try {
      var owner = new RingOwner(UID, UID, 0600);
      rings = RingSet.create(StressedReader.SERVICE, peer(), accepted.fd(), LARGEST_MESSAGE, owner);
    } catch (SystemCallException e) {
      throw new IllegalStateException(e);
    }
    byte[] grant = rings.grant();
    directory = Path.of(SetupResponseDescriptor.requestPath(grant)).getParent();
    requestRing = Ring.open(SetupResponseDescriptor.requestPath(grant));
    responseRing = Ring.open(SetupResponseDescriptor.responsePath(grant));
    requests = requestRing.writer(new PendingFault());
    responses = responseRing.reader(0);
  }

  /** Until the connection is served, as by the handshake. */
  private static final class Unwatched implements SocketWatch.Handler {

    @Override
    public void ready(boolean readable, boolean hungUp) {}

    @Override
    public void failed(Throwable cause) {
      throw new IllegalStateException(cause);
    }
  }

  private static Credentials peer() {
    return new Credentials((int) Processes.ownPid(), UID, UID);
  }

  /** A connection whose handshake is done but for the hand-over to its reader. */
  static StressedConnection granted() {
    return new StressedConnection(StressedReader.withFutexWaitv());
  }

  /** A connection that is served and has a request with an operation. */
  static StressedConnection served(StressedReader reader) {
    var connection = new StressedConnection(reader);
    connection.handOver();
    StressedReader.await(connection.handedOver.future());
    connection.post(StressedReader.HELD);
    StressedReader.await(connection.firstHeld.future());
    return connection;
  }

  /** An operation has got a request of this connection that it does not answer. */
  void held(Request request) {
    held = request;
    firstHeld.complete();
  }

  // ---- what the actors do --------------------------------------------------------------------

  /** Hands the connection over to its reader on the event loop, as its handshake does. */
  void handOver() {
    reader
        .setups()
        .context()
        .runOnContext(
            ignored -> {
              var setup = new SetupSocket(reader.setups().served(), accepted, watch);
              var connection = registry.add(peer(), Admission.readWrite(), rings, setup);
              registry.begin(connection);
              handedOver.complete(connection);
            });
  }

  /** Sends a request as a client does: first the chunk, then the byte. */
  void post(int id) {
    int size = MessageDescriptor.REQUEST_HEADER_SIZE + PAYLOAD.length;
    int at = requests.claim(size);
    requests.memory().putInt(at + MessageDescriptor.ID_OFFSET, id);
    requests.memory().putInt(at + MessageDescriptor.SIZE_OFFSET, size);
    requests.memory().put(at + MessageDescriptor.REQUEST_HEADER_SIZE, PAYLOAD);
    requests.commit(size);
    posted++;
    client.send(NOTIFICATION);
  }

  /** Lets the reader read requests while the operation answers late, on this thread. */
  void use() {
    post(StressedReader.ECHO);
    event = connection().sendEvent(EVENT, 0, Buffer.buffer(PAYLOAD));
    answerHeld();
    post(StressedReader.ECHO);
  }

  /** The operation answers the request that it has. */
  void answerHeld() {
    reply = held.reply(PAYLOAD);
  }

  /** The client is gone, which the event loop sees. */
  void hangUp() {
    client.shutdown();
  }

  void disconnect() {
    connection().disconnect();
  }

  /** Ends the service as its close does. */
  void closeService() {
    registry.quota().close();
    registry.disconnectAll();
  }

  /** Wakes the reader up, so that it falls asleep again. */
  void poke() {
    connection().stats(false);
  }

  private QbConnection connection() {
    return StressedReader.await(handedOver.future()).face();
  }

  // ---- what came of it -----------------------------------------------------------------------

  /** What became of the late answer. */
  String reply() {
    return outcome(reply);
  }

  /** What became of the event. */
  String event() {
    return outcome(event);
  }

  private static String outcome(Future<Void> future) {
    try {
      return StressedReader.awaitOutcome(future.map(WRITTEN).otherwise(StressedConnection::reason));
    } catch (TimeoutException e) {
      return "never ended";
    }
  }

  private static String reason(Throwable cause) {
    boolean notConnected = cause instanceof QbException e && e.errno() == Errno.ENOTCONN;
    return notConnected ? NOT_CONNECTED : cause.toString();
  }

  /** How many answers were there when all was over. */
  int written() {
    return written;
  }

  /** Waits for the answers to all requests. Returns how many there were. */
  int answers() {
    StressedReader.awaitOutcome(
        () -> {
          readAnswers();
          return written == posted;
        });
    return written;
  }

  private void readAnswers() {
    while (responses.isPosted()) {
      boolean first = written++ == 0;
      int id = responses.getInt(MessageDescriptor.ID_OFFSET);
      inOrder &= held == null || first == (id == StressedReader.HELD);
      responses.advance(responses.nextLength());
    }
  }

  /** Waits for the end of the connection, and says what is wrong if anything is. */
  String rest() {
    try {
      var connection = connection();
      StressedReader.awaitOutcome(connection.closed());
      return whatIsLeft();
    } catch (TimeoutException e) {
      return "never over";
    } finally {
      client.close();
      requestRing.unmap();
      responseRing.unmap();
    }
  }

  /** Right after the connection's end is told, not before it. */
  private boolean isPlaceGivenBack() {
    Future<Void> emptied = registry.quota().emptied();
    StressedReader.awaitOutcome(emptied::isComplete);
    return emptied.isComplete();
  }

  private String whatIsLeft() throws TimeoutException {
    var stats = registry.stats(false);
    if (stats.activeConnections() != 0 || stats.closedConnections() != 1) {
      return "counted as " + stats;
    }
    registry.quota().close();
    if (!isPlaceGivenBack()) {
      return "its place was not given back once";
    }
    int inFlight = StressedReader.awaitOutcome(reader.inFlight(counters));
    if (inFlight != 0) {
      return inFlight + " requests in flight";
    }
    if (Files.exists(directory)) {
      return "files";
    }
    readAnswers();
    if (!inOrder) {
      return "answers out of order";
    }
    if (held != null && reply.succeeded() != (written > 0) || written > posted) {
      return written + " answers to " + posted + " requests";
    }
    return OVER;
  }
}
