package dev.pmxcfs.state.replica;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.ManualClock;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.change.RenameEntry;
import dev.pmxcfs.state.change.TreeRules;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.database.LockedDatabase;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.ListedTree;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** A file that is made for a program to write it, and stored with what the program writes. */
public class MadeFileTest {

  private static final long START = 1_795_533_456L;
  private static final Duration LONG = Duration.ofHours(1);

  private final MemoryStore store = new MemoryStore();
  private final ManualClock clock = new ManualClock(START);
  private final List<Configuration> published = new CopyOnWriteArrayList<>();
  private LocalChangeLog log;

  @Before
  public void open() throws Exception {
    log = log(LONG);
  }

  private LocalChangeLog log(Duration madeTime) throws Exception {
    Configuration loaded = Configuration.loaded(ConfigTree.empty(1, 0), START);
    return new LocalChangeLog(
        new Replica(
            store, loaded, TreeRules.LOCAL, clock, (stored, change) -> published.add(stored)),
        clock,
        madeTime);
  }

  @After
  public void close() throws Exception {
    log.close();
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(2, TimeUnit.MINUTES);
  }

  private static NewFile file(long directory, String known, String name) {
    return new NewFile(directory, ConfigPath.of(known), ByteString.of(name));
  }

  private MadeFile make(String path) throws Exception {
    return await(log.make(file(ConfigTree.ROOT_INODE, "", path)));
  }

  private void write(String path, String data) throws Exception {
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    await(log.submit(new WriteFile(ConfigPath.of(path), 0, bytes, false))).orThrow();
  }

  private static boolean isStored(MadeFile file) {
    return file.stored().toCompletableFuture().isDone();
  }

  private void assertEntries(String... entries) {
    assertEquals(List.of(entries), ListedTree.entries(published.get(published.size() - 1).tree()));
  }

  private static int errno(CompletionStage<?> refused) {
    ExecutionException e = assertThrows(ExecutionException.class, () -> await(refused));
    return ((TreeException) e.getCause()).errno();
  }

  @Test
  public void nobodySeesItBeforeItIsStored() throws Exception {
    MadeFile made = make("f");
    assertTrue(made.isNew());
    assertFalse(isStored(made));
    assertFalse(log.isSettled());
    assertEquals(0, store.commits().size());
    assertEquals(0, published.size());
  }

  @Test
  public void itIsStoredWithTheNextChange() throws Exception {
    MadeFile first = make("f");
    clock.advance(5);
    MadeFile second = make("g");
    write("f", "abc");
    assertTrue(isStored(first));
    assertTrue(isStored(second));
    assertTrue(log.isSettled());
    assertEquals(1, store.commits().size());
    assertEquals(1, published.size());
    assertEntries("f=abc", "g=");
    ConfigTree tree = published.get(0).tree();
    assertTrue(
        tree.find(ConfigPath.of("g")).orElseThrow().isSameAlone(second.drafted().orElseThrow()));
    assertEquals(START + 5, second.drafted().orElseThrow().attributes().mtime());
  }

  @Test
  public void itIsStoredForWhoLooks() throws Exception {
    MadeFile made = make("f");
    await(log.settle());
    assertTrue(isStored(made));
    assertEntries("f=");
    assertTrue(log.isSettled());
    assertTrue(log.settle().toCompletableFuture().isDone());
  }

  @Test
  public void itIsStoredAfterAShortTime() throws Exception {
    log.close();
    log = log(Duration.ofMillis(1));
    await(make("f").stored());
    assertEntries("f=");
  }

  @Test
  public void itIsStoredAtTheEnd() throws Exception {
    MadeFile made = make("f");
    log.close();
    assertTrue(isStored(made));
    assertEntries("f=");
    assertEquals(Errno.EIO, errno(log.make(file(ConfigTree.ROOT_INODE, "", "g"))));
  }

  @Test
  public void itIsNoMoreThanManyThatWait() throws Exception {
    MadeFile first = make("f");
    for (int i = 1; i < LocalChangeLog.MAX_WAITING; i++) {
      make("f" + i);
    }
    await(first.stored());
    assertEquals(1, store.commits().size());
  }

  @Test
  public void whatIsThereIsFound() throws Exception {
    MadeFile made = make("f");
    MadeFile found = make("f");
    assertFalse(found.isNew());
    assertEquals(made.inode(), found.inode());
    assertFalse("it is not stored for that", isStored(found));
    write("f", "x");
    assertTrue(isStored(found));
    MadeFile later = make("f");
    assertFalse(later.isNew());
    assertTrue(isStored(later));
    assertTrue(log.isSettled());
  }

  /** Though another directory has got the name of the first one. */
  @Test
  public void itIsMadeInTheDirectoryThatIsMeant() throws Exception {
    long directory = await(log.submit(new MakeDirectory(ConfigPath.of("d")))).orThrow().version();
    await(log.submit(new RenameEntry(ConfigPath.of("d"), ConfigPath.of("e")))).orThrow();
    await(log.submit(new MakeDirectory(ConfigPath.of("d")))).orThrow();
    MadeFile made = await(log.make(file(directory, "d", "f")));
    assertTrue(made.isNew());
    assertFalse(await(log.make(file(directory, "d", "f"))).isNew());
    await(log.settle());
    ConfigTree tree = published.get(published.size() - 1).tree();
    assertEquals(Optional.of("/e/f"), tree.path(made.inode()).map(ConfigPath::toString));
  }

  @Test
  public void whatTheTreeRefusesIsRefused() throws Exception {
    MadeFile made = make("f");
    assertEquals(Errno.ENOTDIR, errno(log.make(file(made.inode(), "f", "g"))));
    assertTrue("what has led to the refusal is stored", isStored(made));
    assertEquals(Errno.ESTALE, errno(log.make(file(77, "none", "g"))));
  }

  @Test
  public void whatTheDatabaseRefusesIsNotThere() throws Exception {
    MadeFile made = make("f");
    store.failWith(new DatabaseException(store.file(), "the disk is on fire"));
    CompletableFuture<?> write =
        log.submit(new WriteFile(ConfigPath.of("f"), 0, new byte[1], false)).toCompletableFuture();
    await(write);
    assertEquals(Errno.EIO, errno(made.stored()));
    assertEquals(0, published.size());
    assertTrue(log.isSettled());
    assertEquals(Errno.EIO, errno(log.make(file(ConfigTree.ROOT_INODE, "", "g"))));
  }

  @Test
  public void whoLooksIsNotHeldUpByWhatTheDatabaseRefuses() throws Exception {
    MadeFile made = make("f");
    store.failWith(new DatabaseException(store.file(), "the disk is on fire"));
    await(log.settle());
    assertEquals(Errno.EIO, errno(made.stored()));
  }

  @Test
  public void whatIsRemovedBeforeItIsStoredIsGone() throws Exception {
    MadeFile made = make("f");
    await(log.submit(new DeleteEntry(ConfigPath.of("f")))).orThrow();
    await(made.stored());
    assertEntries();
    assertEquals(List.of(), List.copyOf(store.commits().get(0).changed()));
  }

  /** Its program has it open by its inode. */
  @Test
  public void anInodeThatWasToldIsNoOthersWhenTheFileIsKeptOut() throws Exception {
    MadeFile made = make("f");
    store.failWith(LockedDatabase.refusal(store.file()));
    await(log.settle());
    store.failWith(null);
    MadeFile next = make("g");
    await(log.settle());
    assertTrue(Long.compareUnsigned(made.inode(), next.inode()) < 0);
    assertEntries("g=");
    assertTrue(store.holds(published.get(published.size() - 1).tree()));
  }

  /** Nothing has to be stored for it, so nobody has to wait. */
  @Test
  public void aFileThatIsThereWaitsForNothingAfterOneWasKeptOut() throws Exception {
    make("f");
    await(log.settle());
    make("g");
    store.failWith(LockedDatabase.refusal(store.file()));
    await(log.settle());
    store.failWith(null);
    assertFalse(make("f").isNew());
    assertTrue(log.isSettled());
    assertEquals(1, store.commits().size());
  }
}
