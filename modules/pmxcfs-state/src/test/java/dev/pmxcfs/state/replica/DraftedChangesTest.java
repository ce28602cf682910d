package dev.pmxcfs.state.replica;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.ManualClock;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.ChangeOfEntry;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.CreateFile;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.TreeRules;
import dev.pmxcfs.state.replica.Submission.Waiting;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.Before;
import org.junit.Test;

/** Who is told what when making changes ends with a fault of this program. */
public class DraftedChangesTest {

  private static final long START = 1_795_533_456L;

  private final Error fault = new StackOverflowError("of the test");
  private DraftedChanges drafted;

  /** Of somebody who cannot be told of a fault. */
  private static final class Unreachable extends CompletableFuture<Outcome> {

    @Override
    public boolean completeExceptionally(Throwable reason) {
      throw new OutOfMemoryError("of the test");
    }
  }

  @Before
  public void load() throws Exception {
    Configuration loaded = Configuration.loaded(ConfigTree.empty(1, 0), START);
    var clock = new ManualClock(START);
    var replica =
        new Replica(new MemoryStore(), loaded, TreeRules.LOCAL, clock, (stored, change) -> {});
    drafted = new DraftedChanges(replica, clock, Duration.ofHours(1));
  }

  private static Waiting create(String path) {
    return waiting(new CreateFile(ConfigPath.of(path)));
  }

  private static Waiting waiting(Change change) {
    return new Waiting(change, OptionalLong.empty());
  }

  private Waiting faulty() {
    return waiting(
        new ChangeOfEntry(
            ConfigTree.ROOT_INODE,
            ConfigPath.of(""),
            (path, entry, others) -> {
              throw fault;
            }));
  }

  private void assertFailed(Waiting submission) {
    var told = assertThrows(CompletionException.class, () -> submission.outcome().getNow(null));
    assertSame(fault, told.getCause());
  }

  private void assertGoesOn() throws Exception {
    Waiting next = create("next");
    drafted.make(List.of(next), true);
    assertEquals(2, next.outcome().getNow(null).orThrow().version());
    assertTrue(drafted.isSettled());
  }

  @Test
  public void allAreToldThoughOneCannotBe() throws Exception {
    Change change = new CreateFile(ConfigPath.of("f"));
    Waiting first = new Waiting(change, OptionalLong.empty(), new Unreachable());
    Waiting second = create("g");
    Waiting third = faulty();
    drafted.make(List.of(first, second, third), true);
    assertFailed(second);
    assertFailed(third);
    assertGoesOn();
  }

  /** As when there is no memory to keep it. */
  @Test
  public void soIsWhoseChangeCouldNotBeTaken() throws Exception {
    Waiting change = create("f");
    drafted.make(
        new AbstractList<>() {
          @Override
          public Submission get(int index) {
            return change;
          }

          @Override
          public int size() {
            return 1;
          }

          @Override
          public Object[] toArray() {
            throw fault;
          }
        },
        true);
    assertFailed(change);
    assertGoesOn();
  }
}
