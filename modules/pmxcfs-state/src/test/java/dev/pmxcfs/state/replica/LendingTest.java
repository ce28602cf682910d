package dev.pmxcfs.state.replica;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.ManualClock;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.CreateFile;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.TreeRules;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.database.LockedDatabase;
import dev.pmxcfs.state.database.TreeStore;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.TreeChange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Changes that are made by the threads that ask for them. */
public class LendingTest {

  private static final long START = 1_795_533_456L;
  private static final Duration LONG = Duration.ofHours(1);
  private static final String LOG_THREAD = "pmxcfs-replica";

  private final Store store = new Store();
  private LocalChangeLog log;

  /** Keeps which thread has stored something, in the order in which that was done. */
  private static final class Store implements TreeStore {

    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final CountDownLatch reached = new CountDownLatch(1);
    private volatile CountDownLatch gate;
    private volatile Error error;
    private volatile DatabaseException refusal;

    @Override
    public Path file() {
      return Path.of("/var/lib/config.db");
    }

    @Override
    public void commit(TreeChange change, ConfigTree before) throws DatabaseException {
      threads.add(Thread.currentThread());
      CountDownLatch closed = gate;
      if (closed != null) {
        reached.countDown();
        pass(closed);
      }
      if (error != null) {
        throw error;
      }
      if (refusal != null) {
        throw refusal;
      }
    }

    @Override
    public void close() {}
  }

  private static void pass(CountDownLatch latch) {
    try {
      assertTrue(latch.await(2, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Before
  public void open() throws Exception {
    log = log(LONG);
  }

  private LocalChangeLog log(Duration madeTime) throws Exception {
    Configuration loaded = Configuration.loaded(ConfigTree.empty(1, 0), START);
    var clock = new ManualClock(START);
    var opened =
        new LocalChangeLog(
            new Replica(store, loaded, TreeRules.LOCAL, clock, (stored, change) -> {}),
            clock,
            madeTime);
    awaitRest();
    return opened;
  }

  /** The log's thread makes what it finds, also before it has waited for the first time. */
  private static void awaitRest() {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals(LOG_THREAD) && !isAtRest(thread))) {
      assertTrue(System.nanoTime() - deadline < 0);
      Thread.onSpinWait();
    }
  }

  private static boolean isAtRest(Thread thread) {
    Thread.State state = thread.getState();
    return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
  }

  @After
  public void close() throws Exception {
    log.close();
  }

  private CompletableFuture<Outcome> create(String path) {
    return log.submit(new CreateFile(ConfigPath.of(path))).toCompletableFuture();
  }

  private CompletableFuture<MadeFile> make(String path) {
    return log.make(new NewFile(ConfigTree.ROOT_INODE, ConfigPath.of(""), ByteString.of(path)))
        .toCompletableFuture();
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(2, TimeUnit.MINUTES);
  }

  private void assertStoredByMe(int times) {
    assertEquals(times, store.threads.size());
    store.threads.forEach(thread -> assertSame(Thread.currentThread(), thread));
  }

  @Test
  public void theThreadThatAsksForAChangeMakesIt() throws Exception {
    CompletableFuture<Outcome> created = log.lending(() -> create("f"));
    assertTrue(created.isDone());
    assertEquals(2, created.get().orThrow().version());
    assertStoredByMe(1);
  }

  @Test
  public void whatOneCallAsksForIsOneTransaction() throws Exception {
    List<CompletableFuture<Outcome>> created =
        log.lending(() -> List.of(create("f"), create("g"), create("h")));
    for (CompletableFuture<Outcome> outcome : created) {
      outcome.getNow(null).orThrow();
    }
    assertStoredByMe(1);
  }

  @Test
  public void aFileIsMadeAndStoredByThoseWhoAskForIt() throws Exception {
    MadeFile made = log.lending(() -> make("f")).getNow(null);
    assertFalse(log.isSettled());
    assertStoredByMe(0);
    log.lending(log::settle).toCompletableFuture().getNow(null);
    assertTrue(log.isSettled());
    assertTrue(made.stored().toCompletableFuture().isDone());
    assertStoredByMe(1);
  }

  /** The log's thread sleeps while files are made, and knows of them all the same. */
  @Test
  public void aFileThatIsMadeIsStoredAfterAShortTime() throws Exception {
    log.close();
    log = log(Duration.ofMillis(1));
    for (String path : List.of("f", "g")) {
      await(log.lending(() -> make(path)).thenCompose(MadeFile::stored));
    }
    assertEquals(2, store.threads.size());
    store.threads.forEach(thread -> assertEquals(LOG_THREAD, thread.getName()));
  }

  /** It may be an event loop's, too, which is held up by nothing. */
  @Test
  public void whoeverMakesChangesMakesThoseThatComeMeanwhile() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    store.gate = gate;
    CompletableFuture<Outcome> first = new CompletableFuture<>();
    Thread lent = new Thread(() -> log.lending(() -> create("f")).thenAccept(first::complete));
    lent.start();
    pass(store.reached);
    CompletableFuture<Outcome> second = log.lending(() -> create("g"));
    CompletableFuture<Outcome> third = create("h");
    assertFalse("nobody waits for the one who makes changes", second.isDone());
    store.gate = null;
    gate.countDown();
    await(first).orThrow();
    await(second).orThrow();
    await(third).orThrow();
    assertEquals(List.of(lent, lent), store.threads);
    lent.join();
  }

  @Test
  public void aThreadThatAsksForNothingMakesNothing() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    store.gate = gate;
    CompletableFuture<Outcome> others = create("f");
    pass(store.reached);
    assertEquals("x", log.lending(() -> "x"));
    store.gate = null;
    gate.countDown();
    await(others).orThrow();
    assertEquals(LOG_THREAD, store.threads.get(0).getName());
  }

  private void createMore(int left, CountDownLatch done) {
    create("f" + left)
        .thenRun(
            () -> {
              done.countDown();
              if (left > 1) {
                createMore(left - 1, done);
              }
            });
  }

  /** As many others may keep asking for changes as like. */
  @Test
  public void aThreadIsNotKeptForOthersForever() {
    int all = 3 * LocalChangeLog.MOST_LENT_TURNS;
    CountDownLatch done = new CountDownLatch(all);
    log.lending(
        () -> {
          createMore(all, done);
          return null;
        });
    pass(done);
    List<Thread> threads = new ArrayList<>(store.threads);
    assertEquals(all, threads.size());
    threads.removeIf(thread -> thread == Thread.currentThread());
    assertEquals(all - LocalChangeLog.MOST_LENT_TURNS, threads.size());
    threads.forEach(thread -> assertEquals(LOG_THREAD, thread.getName()));
  }

  @Test
  public void aCallWithinACallIsPartOfIt() throws Exception {
    List<CompletableFuture<Outcome>> created =
        log.lending(
            () -> {
              CompletableFuture<Outcome> inner = log.lending(() -> create("f"));
              assertFalse(inner.isDone());
              return List.of(inner, create("g"));
            });
    for (CompletableFuture<Outcome> outcome : created) {
      outcome.getNow(null).orThrow();
    }
    assertStoredByMe(1);
  }

  /** What it has asked for before is made: others may have been told of it. */
  @Test
  public void aCallThatFailsLeavesNothingUndone() {
    List<CompletableFuture<Outcome>> created = new ArrayList<>();
    ChangeLog.Call<Object, IllegalStateException> failing =
        () -> {
          created.add(create("f"));
          throw new IllegalStateException("a fault on purpose");
        };
    assertThrows(IllegalStateException.class, () -> log.lending(failing));
    assertTrue(created.get(0).isDone());
    assertStoredByMe(1);
  }

  /** Who called is told by the stage, as others are, and the log does not stop. */
  @Test
  public void anErrorIsToldToThoseWhoAskedAndNoOthers() throws Exception {
    store.error = new StackOverflowError("too deep");
    CompletableFuture<Outcome> created = log.lending(() -> create("f"));
    ExecutionException told = assertThrows(ExecutionException.class, created::get);
    assertSame(store.error, told.getCause());
    store.error = null;
    assertTrue(await(create("g")) instanceof Outcome.Refused);
    assertTrue(log.lending(() -> create("h")).get() instanceof Outcome.Refused);
  }

  @Test
  public void theEndWaitsForThreadsThatAreLent() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    store.gate = gate;
    CompletableFuture<Outcome> first = new CompletableFuture<>();
    Thread lent = new Thread(() -> log.lending(() -> create("f")).thenAccept(first::complete));
    lent.start();
    pass(store.reached);
    CompletableFuture<Outcome> second = create("g");
    CompletableFuture<Void> closed = CompletableFuture.runAsync(this::closeLog);
    store.gate = null;
    gate.countDown();
    await(closed);
    second.get(0, TimeUnit.SECONDS).orThrow();
    assertTrue(log.lending(() -> create("h")).get() instanceof Outcome.Refused);
    lent.join();
    first.get(0, TimeUnit.SECONDS).orThrow();
  }

  private void closeLog() {
    try {
      log.close();
    } catch (DatabaseException e) {
      throw new AssertionError(e);
    }
  }

  /** Whoever finds all settled relies on having been told of what was kept out. */
  @Test
  public void nothingIsSettledBeforeAllIsToldOfWhatWasKeptOut() throws Exception {
    List<Boolean> settled = new ArrayList<>();
    log.lending(
        () -> {
          for (String path : List.of("f", "g")) {
            make(path)
                .thenCompose(MadeFile::stored)
                .whenComplete((done, refusal) -> settled.add(log.isSettled()));
          }
          return null;
        });
    store.refusal = LockedDatabase.refusal(store.file());
    log.lending(log::settle);
    assertEquals(List.of(false, false), settled);
    assertTrue(log.isSettled());
  }

  /** A program that opens a file and does not mind whether it is there is never told EEXIST. */
  @Test
  public void aFileIsFoundThatIsRemovedInTheSameTransaction() throws Exception {
    long inode = log.lending(() -> create("f")).get().orThrow().version();
    CompletableFuture<MadeFile> found =
        log.lending(
            () -> {
              CompletableFuture<MadeFile> opened = make("f");
              log.submit(new DeleteEntry(ConfigPath.of("f")));
              return opened;
            });
    assertFalse(found.get().isNew());
    assertEquals(inode, found.get().inode());
  }
}
