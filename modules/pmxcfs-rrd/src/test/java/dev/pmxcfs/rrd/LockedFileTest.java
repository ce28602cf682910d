package dev.pmxcfs.rrd;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.ManualClock;
import dev.qbipc.testing.Patience;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/**
 * rrdtool locks a file that it reads, and gives up at once where another has it locked: an update
 * is not lost because somebody looks at its file.
 */
@RunWith(VertxUnitRunner.class)
public class LockedFileTest {

  private static final long START = RrdNode.START;
  private static final String FILE = "pve-storage-9.0/n/s";

  @Rule public TemporaryFolder folder = new TemporaryFolder();

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  /** What rrdtool answered. */
  private final List<RrdReply> replies = new CopyOnWriteArrayList<>();

  private Vertx vertx;
  private Context context;
  private RrdFiles files;
  private volatile RrdConnection rrdtool;
  private Path file;

  @Before
  public void writeTheFirstValues(TestContext test) throws Exception {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    Path directory = folder.getRoot().toPath();
    RrdOptions options = new RrdOptions().setDirectory(directory.toString());
    files = new RrdFiles(vertx, options, new ManualClock(START));
    Async started = test.async();
    RrdtoolProcess.start(vertx, RrdPrograms.find("rrdtool"), directory)
        .onComplete(
            test.asyncAssertSuccess(
                process -> {
                  rrdtool = process;
                  started.complete();
                }));
    started.awaitSuccess();
    write(test, START).awaitSuccess();
    file = directory.resolve(FILE);
    assertEquals(START, last());
    replies.clear();
  }

  @After
  public void close(TestContext test) throws Exception {
    rrdtool.close();
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  @Test
  public void updateWaitsForWhoHasTheFileLocked(TestContext test) throws Exception {
    FileChannel reader = lock();
    Async written = write(test, START + 60);
    Deadline.await("it met the lock", () -> !replies.isEmpty());
    assertTrue(replies.toString(), replies.get(0).isLockedFile());
    reader.close();
    written.awaitSuccess();
    assertEquals(START + 60, last());
  }

  @Test
  public void fileThatStaysLockedDelaysOtherUpdatesOnce(TestContext test) throws Exception {
    FileChannel reader = lock();
    write(test, START + 60).awaitSuccess();
    int first = replies.size();
    assertTrue(replies.toString(), first > 1);
    write(test, START + 120).awaitSuccess();
    assertEquals(first + 1, replies.size());
    reader.close();
    write(test, START + 180).awaitSuccess();
    assertEquals(START + 180, last());
  }

  @Test
  public void updateAfterARefusedOneWaitsAsWell(TestContext test) throws Exception {
    write(test, START).awaitSuccess(); // not later than the last
    assertFalse(replies.get(0).ok());
    replies.clear();
    updateWaitsForWhoHasTheFileLocked(test);
  }

  /** The lock ends with the channel. */
  private FileChannel lock() throws Exception {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    channel.lock();
    return channel;
  }

  /** Begins to write values, and completes when they are written. */
  private Async write(TestContext test, long time) throws RrdFormatException {
    RrdUpdate update = RrdUpdate.of(FILE, time + ":1:1");
    Async written = test.async();
    context.runOnContext(
        now ->
            files
                .write(new Overheard(), update)
                .onComplete(test.asyncAssertSuccess(done -> written.complete())));
    return written;
  }

  private long last() throws Exception {
    return Long.parseLong(RrdPrograms.rrdtool("last", file.toString()).get(0));
  }

  /** Hands on to rrdtool, and notes the replies. */
  private final class Overheard implements RrdConnection {

    @Override
    public Future<RrdReply> send(String command) {
      return rrdtool.send(command).onSuccess(replies::add);
    }

    @Override
    public boolean isOpen() {
      return rrdtool.isOpen();
    }

    @Override
    public void close() {
      rrdtool.close();
    }
  }
}
