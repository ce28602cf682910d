package dev.pmxcfs.rrd;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.ManualClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * rrdtool locks a file that it reads, and gives up at once where another has it locked: an update
 * is not lost because somebody looks at its file.
 */
public class LockedFileTest {

  private static final long START = RrdNode.START;
  private static final String FILE = "pve-storage-9.0/n/s";

  @Rule public TemporaryFolder folder = new TemporaryFolder();

  /** What rrdtool answered. */
  private final List<RrdReply> replies = new CopyOnWriteArrayList<>();

  private Vertx vertx;
  private Context context;
  private RrdFiles files;
  private RrdConnection rrdtool;
  private Path file;

  @Before
  public void writeTheFirstValues() throws Exception {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    Path directory = folder.getRoot().toPath();
    RrdOptions options = new RrdOptions().setDirectory(directory.toString());
    files = new RrdFiles(vertx, options, new ManualClock(START));
    rrdtool = RrdNode.await(RrdtoolProcess.start(vertx, RrdPrograms.find("rrdtool"), directory));
    RrdNode.await(write(START));
    file = directory.resolve(FILE);
    assertEquals(START, last());
    replies.clear();
  }

  @After
  public void close() throws Exception {
    rrdtool.close();
    RrdNode.await(vertx.close());
  }

  @Test
  public void updateWaitsForWhoHasTheFileLocked() throws Exception {
    FileChannel reader = lock();
    Future<Void> written = write(START + 60);
    Deadline.await("it met the lock", () -> !replies.isEmpty());
    assertTrue(replies.toString(), replies.get(0).isLockedFile());
    reader.close();
    RrdNode.await(written);
    assertEquals(START + 60, last());
  }

  @Test
  public void fileThatStaysLockedDelaysOtherUpdatesOnce() throws Exception {
    FileChannel reader = lock();
    RrdNode.await(write(START + 60));
    int first = replies.size();
    assertTrue(replies.toString(), first > 1);
    RrdNode.await(write(START + 120));
    assertEquals(first + 1, replies.size());
    reader.close();
    RrdNode.await(write(START + 180));
    assertEquals(START + 180, last());
  }

  @Test
  public void updateAfterARefusedOneWaitsAsWell() throws Exception {
    RrdNode.await(write(START)); // not later than the last
    assertFalse(replies.get(0).ok());
    replies.clear();
    updateWaitsForWhoHasTheFileLocked();
  }

  /** The lock ends with the channel. */
  private FileChannel lock() throws Exception {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    channel.lock();
    return channel;
  }

  private Future<Void> write(long time) throws RrdFormatException {
    RrdUpdate update = RrdUpdate.of(FILE, time + ":1:1");
    return Future.future(
        promise ->
            context.runOnContext(now -> files.write(new Overheard(), update).onComplete(promise)));
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
