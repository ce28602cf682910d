package dev.pmxcfs.rrd;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.operations.status.StatusOperations;
import dev.pmxcfs.operations.status.StatusRequests;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.ManualClock;
import dev.pmxcfs.state.RecordedDatabase;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.test.FakeRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;

/**
 * A node whose measurements come by SET_STATUS, with RRD files of its own and, if wanted, an
 * rrdcached.
 */
final class RrdNode extends ExternalResource {

  /** When the node starts, in seconds since 1970. */
  static final long START = 1_795_533_608;

  static final int QUEUE_LIMIT = 100;

  /** Instead of rrdtool. */
  static final String NO_PROGRAM = "/nonexistent/rrdtool";

  private static final Duration SOON = Duration.ofMillis(100);

  private static final int SET_STATUS = 4;

  private final TemporaryFolder folder = new TemporaryFolder();
  private final ManualClock clock = new ManualClock(START);

  private Vertx vertx;
  private Path socket;
  private Path files;
  private ClusterState state;
  private OperationVerticle setStatus;
  private RrdWriter writer;
  private String deployment;
  private Rrdcached daemon;

  @Override
  protected void before() throws Throwable {
    folder.create();
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    socket = folder.getRoot().toPath().resolve("rrdcached.sock");
    files = folder.newFolder("db").toPath();
  }

  @Override
  protected void after() {
    try {
      await(vertx.close());
      if (state != null) {
        state.close();
      }
      stopDaemon();
    } catch (Exception e) {
      throw new AssertionError(e);
    } finally {
      folder.delete();
    }
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.await(Deadline.SECONDS, TimeUnit.SECONDS);
  }

  /** Opens the state and deploys the writer, which is not waited for at its end. */
  void start(String program) throws Exception {
    start(program, SOON);
  }

  /** As {@link #start(String)}, with so much time for what waits at the end. */
  void start(String program, Duration lastWrites) throws Exception {
    RrdOptions options =
        new RrdOptions()
            .setSocket(socket.toString())
            .setDirectory(files.toString())
            .setProgram(program)
            .setQueueLimit(QUEUE_LIMIT);
    state = RecordedDatabase.openFresh(folder.getRoot().toPath(), clock);
    writer = new RrdWriter(options, clock, lastWrites.toMillis());
    state.measurements().writeTo(writer);
    setStatus = newSetStatus();
    deployment = await(vertx.deployVerticle(writer));
  }

  /** Undeploys the writer, and waits for that. */
  void stop() throws Exception {
    await(vertx.undeploy(deployment));
  }

  RrdStats stats() {
    return writer.stats();
  }

  private OperationVerticle newSetStatus() {
    return new StatusOperations().operations(state).get(SET_STATUS).get();
  }

  void startDaemon() throws Exception {
    daemon = Rrdcached.start(socket, files);
  }

  void stopDaemon() throws Exception {
    if (daemon != null) {
      daemon.stop();
      daemon = null;
    }
  }

  Rrdcached daemon() {
    return daemon;
  }

  Vertx vertx() {
    return vertx;
  }

  ManualClock clock() {
    return clock;
  }

  Path socket() {
    return socket;
  }

  Path files() {
    return files;
  }

  String dump() {
    return new String(state.rrdDump());
  }

  /** Has SET_STATUS answer a request. */
  FakeRequest answer(FakeRequest request) {
    return request.answeredBy(setStatus);
  }

  /** Sets measurements, which SET_STATUS must take. */
  void set(String key, String data) {
    assertEquals(0, answer(StatusRequests.set("rrd/" + key, data)).error());
  }

  /** Sets measurements of a storage. */
  void set(String key, long time, int total) {
    set(key, time + ":" + total + ":1");
  }

  /** What rrdtool says of a file. */
  List<String> info(String file) throws Exception {
    String path = files.resolve(file).toString();
    if (daemon != null) {
      RrdPrograms.rrdtool("flushcached", "--daemon", "unix:" + socket, path);
    }
    return RrdPrograms.rrdtool("info", path);
  }

  /** Waits until a file's last values are those of a time. */
  void awaitLast(String file, long time) throws Exception {
    Deadline.await(
        file + " has the values of " + time, () -> info(file).contains("last_update = " + time));
  }
}
