package dev.pmxcfs.state.replica;

import static dev.pmxcfs.state.OpenedState.bytes;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.ChangeWriter;
import dev.pmxcfs.state.ManualClock;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.CreateFile;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.RequestUnlock;
import dev.pmxcfs.state.change.TreeRules;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.database.TreeStore;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Digest;
import dev.pmxcfs.state.tree.TreeChange;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What becomes of a change when its store fails as no store should. */
public class LocalChangeLogTest {

  private static final long START = 1_795_533_456L;

  private final Store store = new Store();
  private final List<Configuration> published = new ArrayList<>();
  private final ManualClock clock = new ManualClock(START);
  private LocalChangeLog log;
  private ChangeWriter writer;

  /** Keeps changes, or throws what it is given. */
  private static final class Store implements TreeStore {

    private final List<TreeChange> changes = new ArrayList<>();
    private RuntimeException exception;
    private Error error;
    private DatabaseException onCommit;
    private DatabaseException onClose;
    private volatile CountDownLatch gate;
    private final CountDownLatch reached = new CountDownLatch(1);

    @Override
    public Path file() {
      return Path.of("/var/lib/config.db");
    }

    @Override
    public void commit(TreeChange change, ConfigTree before) throws DatabaseException {
      CountDownLatch closed = gate; // read once: the test takes the gate away meanwhile
      if (closed != null) {
        reached.countDown();
        await(closed);
      }
      if (onCommit != null) {
        throw onCommit;
      }
      if (exception != null) {
        throw exception;
      }
      if (error != null) {
        throw error;
      }
      changes.add(change);
    }

    @Override
    public void close() throws DatabaseException {
      if (onClose != null) {
        throw onClose;
      }
    }
  }

  @Before
  public void makeWriter() throws Exception {
    Configuration loaded = Configuration.loaded(ConfigTree.empty(1, 0), START);
    log =
        new LocalChangeLog(
            new Replica(
                store, loaded, TreeRules.LOCAL, clock, (stored, change) -> published.add(stored)),
            clock);
    writer = new ChangeWriter(log);
    writer.create(bytes("before"));
  }

  @After
  public void closeLog() throws Exception {
    store.onClose = null;
    log.close();
  }

  private void assertLatched(String reason) {
    assertEquals("readers see what was acknowledged", 1, published.size());
    store.exception = null;
    store.error = null;
    store.onCommit = null;
    TreeException refused = assertThrows(TreeException.class, () -> writer.create(bytes("after")));
    assertEquals(Errno.EIO, refused.errno());
    assertTrue(refused.getMessage(), refused.getMessage().contains(reason));
    assertEquals("the store is not asked any more", 1, store.changes.size());
    assertEquals(1, published.size());
    WriteStatus.Failure failure = log.status().failure().orElseThrow();
    assertEquals(START * 1000, failure.sinceMillis());
    assertTrue(failure.reason(), failure.reason().contains(reason));
  }

  @Test
  public void anUnexpectedExceptionEndsAllChanges() {
    store.exception = new IllegalStateException("out of order");
    RuntimeException thrown =
        assertThrows(IllegalStateException.class, () -> writer.create(bytes("f")));
    assertSame(store.exception, thrown);
    assertLatched("out of order");
  }

  @Test
  public void anErrorEndsAllChangesToo() {
    store.error = new StackOverflowError("too deep");
    Error thrown = assertThrows(StackOverflowError.class, () -> writer.create(bytes("f")));
    assertSame(store.error, thrown);
    assertLatched("too deep");
  }

  /** Whether it is stored is not certain, so what is told says what to do and when it began. */
  @Test
  public void aDatabaseThatFailsEndsAllChanges() {
    store.onCommit = new DatabaseException(store.file(), "the disk is on fire");
    TreeException refused = assertThrows(TreeException.class, () -> writer.create(bytes("f")));
    assertEquals(Errno.EIO, refused.errno());
    assertSame(store.onCommit, refused.getCause());
    assertEquals(1, log.status().errors());
    assertLatched("the disk is on fire");
    assertEquals("those after it are counted too", 2, log.status().errors());
    String reason = log.status().failure().orElseThrow().reason();
    String remedy = "; see to the file and the disk it is on, and restart";
    assertTrue(reason, reason.endsWith(remedy));
  }

  @Test
  public void aChangeOfNothingIsNotStored() throws Exception {
    writer.rename(bytes("before"), bytes("before"));
    assertEquals(1, store.changes.size());
    assertEquals(1, published.size());
  }

  @Test
  public void everyKindOfChangeReachesTheStoreAndTheReaders() throws Exception {
    writer.makeDirectory(bytes("d"));
    assertEquals("as many as are given", 2, writer.write(bytes("before"), 0, bytes("ab"), true));
    writer.put(bytes("d/f"), bytes("x"));
    writer.setMtime(bytes("d/f"), 1);
    writer.rename(bytes("d/f"), bytes("d/g"));
    writer.delete(bytes("d/g"));
    assertEquals(7, store.changes.size());
    assertEquals(7, published.size());
    assertEquals(new WriteStatus(7, 0, Optional.empty()), log.status());
  }

  @Test
  public void aFailureIsTheReasonAlsoAfterTheEnd() throws Exception {
    store.exception = new IllegalStateException("out of order");
    assertThrows(IllegalStateException.class, () -> writer.create(bytes("f")));
    log.close();
    assertLatched("out of order");
  }

  @Test
  public void aChangeThatTheTreeRefusesEndsNothing() throws Exception {
    assertThrows(TreeException.class, () -> writer.create(bytes("before")));
    writer.create(bytes("after"));
    assertEquals(2, published.size());
    assertTrue(log.status().failure().isEmpty());
  }

  @Test
  public void nothingIsTakenAfterTheEndEvenIfTheStoreDoesNotClose() {
    store.onClose = new DatabaseException(store.file(), "did not close");
    assertSame(store.onClose, assertThrows(DatabaseException.class, log::close));
    TreeException refused = assertThrows(TreeException.class, () -> writer.create(bytes("f")));
    assertEquals(Errno.EIO, refused.errno());
    assertEquals(1, store.changes.size());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(2, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private CompletableFuture<Outcome> create(String path) {
    return log.submit(new CreateFile(ConfigPath.of(path))).toCompletableFuture();
  }

  /** Whoever submits goes on; what is ready when the database is free again is one transaction. */
  @Test
  public void changesWaitForTheDatabaseAndThenGoTogether() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    store.gate = gate;
    CompletableFuture<Outcome> first = create("f");
    await(store.reached);
    List<CompletableFuture<Outcome>> waiting = new ArrayList<>();
    for (int i = 0; i < LocalChangeLog.MAX_WAITING; i++) {
      waiting.add(create("f" + i));
    }
    Outcome.Refused refused = (Outcome.Refused) create("one too many").get(0, TimeUnit.SECONDS);
    assertEquals(Errno.EBUSY, refused.reason().errno());
    assertFalse(first.isDone());
    assertFalse(waiting.get(0).isDone());
    store.gate = null;
    gate.countDown();
    first.get(2, TimeUnit.MINUTES).orThrow();
    for (int i = 0; i < waiting.size(); i++) {
      assertEquals(4 + i, waiting.get(i).get(2, TimeUnit.MINUTES).orThrow().version());
    }
    assertEquals("the one before, the first, and all the others", 3, store.changes.size());
  }

  /** By which a supervisor knows whether it hangs. */
  @Test
  public void thePingIsAnsweredOnceTheThreadComesToIt() throws Exception {
    log.ping().toCompletableFuture().get(2, TimeUnit.MINUTES);
    CountDownLatch gate = new CountDownLatch(1);
    store.gate = gate;
    create("f");
    await(store.reached);
    CompletableFuture<Void> ping = log.ping().toCompletableFuture();
    assertSame("one is enough for all", ping, log.ping().toCompletableFuture());
    assertFalse(ping.isDone());
    store.gate = null;
    gate.countDown();
    ping.get(2, TimeUnit.MINUTES);
    assertEquals("the one before, and the file", 2, store.changes.size());
    log.close();
    assertTrue(log.ping().toCompletableFuture().isDone());
  }

  @Test
  public void whatWaitsIsMadeBeforeTheEnd() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    store.gate = gate;
    create("f");
    await(store.reached);
    CompletableFuture<Outcome> waiting = create("g");
    Thread closing = new Thread(this::closeWithoutFailure);
    closing.start();
    store.gate = null;
    gate.countDown();
    closing.join();
    waiting.get(2, TimeUnit.MINUTES).orThrow();
  }

  private void closeWithoutFailure() {
    try {
      log.close();
    } catch (DatabaseException e) {
      throw new AssertionError(e);
    }
  }

  /** There is no other node that could judge it. */
  @Test
  public void lockThatIsAskedForIsRemovedHere() throws Exception {
    writer.makeDirectory(bytes("priv"));
    writer.makeDirectory(bytes("priv/lock"));
    writer.makeDirectory(bytes("priv/lock/a"));
    ConfigPath path = ConfigPath.of("priv/lock/a");
    ConfigTree tree = published.get(published.size() - 1).tree();
    RequestUnlock request = new RequestUnlock(path, Digest.ofLock(tree.find(path).orElseThrow()));
    assertTrue(writer.submit(request).granted().isEmpty());
    clock.advance(121);
    assertTrue(writer.submit(request).granted().isPresent());
    assertTrue(published.get(published.size() - 1).tree().find(path).isEmpty());
  }
}
