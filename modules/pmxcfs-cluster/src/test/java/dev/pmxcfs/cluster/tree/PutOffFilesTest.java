package dev.pmxcfs.cluster.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.cluster.group.Application;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.Refusal;
import dev.pmxcfs.cluster.group.StoppedException;
import dev.pmxcfs.state.change.CreateFile;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.change.RenameEntry;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.replica.MadeFile;
import dev.pmxcfs.state.replica.NewFile;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.Test;

/** Files that were made wait on each node for what comes next. */
public final class PutOffFilesTest {

  private static final Member OTHER = new Member(9, 900);
  private static final CreateFile FILE = new CreateFile(ConfigPath.of("file"));
  private static final WriteFile TEXT =
      new WriteFile(ConfigPath.of("file"), 0, "text".getBytes(UTF_8), false);

  private final TreeNode node = new TreeNode(1);
  private final FileSubmission own =
      new FileSubmission(new NewFile(ConfigTree.ROOT_INODE, ConfigPath.of(""), FILE.path().name()));

  private MadeFile made() {
    return own.made().toCompletableFuture().join();
  }

  private CompletableFuture<Void> end() {
    return made().stored().toCompletableFuture();
  }

  @Test
  public void aProgramIsToldOfItsFileBeforeThatIsStored() throws Exception {
    node.add(node.self, FILE, own);
    assertEquals(50, node.member.rest(1000));
    assertEquals(2, made().inode());
    assertTrue(made().isNew());
    assertFalse(end().isDone());
    assertFalse(node.member.isSettled());
    assertEquals(0, node.published.size());
  }

  @Test
  public void aFileAndWhatIsWrittenToItAreOneTransactionOnEveryNode() throws Exception {
    var other = new TreeNode(2);
    for (TreeNode each : List.of(node, other)) {
      each.add(node.self, FILE, each == node ? own : null);
      assertEquals(50, each.member.rest(1000));
      each.add(node.self, TEXT, null);
      assertEquals(Application.NOTHING, each.member.rest(1001));
      assertTrue(each.member.isSettled());
      assertEquals(1, each.published.size());
    }
    assertTrue(end().isDone());
    assertEquals(node.replica.index(), other.replica.index());
    assertEquals(3, node.tree().version());
  }

  @Test
  public void aFileIsStoredWhenNothingComes() throws Exception {
    node.add(OTHER, FILE, null);
    assertEquals(50, node.member.rest(1000));
    assertEquals(1, node.member.rest(1049));
    assertEquals(Application.NOTHING, node.member.rest(1050));
    assertEquals(1, node.published.size());
    assertTrue(node.member.isSettled());
    assertEquals(Application.NOTHING, node.member.rest(1051));
  }

  @Test
  public void aFileIsStoredWhenSomebodyLooks() throws Exception {
    node.add(node.self, FILE, own);
    node.member.rest(1000);
    node.member.flush();
    assertTrue(end().isDone());
    assertEquals(1, node.published.size());
    assertTrue(node.member.isSettled());
  }

  @Test
  public void aStateAndADigestAreOfAllThatWasDelivered() throws Exception {
    var atOnce = new TreeNode(2);
    for (TreeNode each : List.of(node, atOnce)) {
      each.add(OTHER, FILE, null);
    }
    node.member.rest(1000);
    node.member.flush(); // as the state machine does before it asks for either
    atOnce.member.flush();
    assertEquals(atOnce.member.digest(), node.member.digest());
  }

  @Test
  public void whatIsNotMadeForAProgramToWriteItIsStoredAtOnce() throws Exception {
    var asked = new TreeSubmission();
    node.add(node.self, FILE, asked);
    assertEquals(Application.NOTHING, node.member.rest(1000));
    assertTrue(asked.outcome().isDone());
    node.add(OTHER, new MakeDirectory(ConfigPath.of("d")), null);
    assertEquals(Application.NOTHING, node.member.rest(1000));
    assertEquals(2, node.published.size());
  }

  @Test
  public void aFileThatIsThereIsNotMade() throws Exception {
    node.with("file", "text", TreeNode.TIME);
    node.add(node.self, FILE, own);
    node.member.flush();
    assertFalse(made().isNew());
    assertEquals(2, made().inode());
  }

  @Test
  public void whatIsDeliveredIsKnownToChangesThatAreComposedOfOthers() throws Exception {
    node.add(OTHER, FILE, null);
    assertTrue(node.member.newest().tree().find(ConfigPath.of("file")).isPresent());
    assertEquals(0, node.published.size());
  }

  @Test
  public void aFileThatTheDatabaseRefusesIsToldOfAtItsEnd() throws Exception {
    node.add(node.self, FILE, own);
    node.member.rest(1000);
    made();
    node.store.failWith(new DatabaseException(node.store.file(), "the disk is full"));
    assertThrows(StoppedException.class, () -> node.member.rest(1050));
    assertThrows(CompletionException.class, () -> end().join());
    assertTrue(node.member.isSettled());
  }

  private NewFile inDirectory() throws Exception {
    node.deliver(OTHER, new MakeDirectory(ConfigPath.of("d")));
    return new NewFile(
        node.entry("d").attributes().inode(), ConfigPath.of("d"), FILE.path().name());
  }

  private void assertStale(NewFile file) throws Exception {
    var asked = new FileSubmission(file);
    node.add(node.self, file.creation(), asked);
    node.member.flush();
    CompletableFuture<MadeFile> told = asked.made().toCompletableFuture();
    assertTrue("is not to wait for ever", told.isDone());
    CompletionException e = assertThrows(CompletionException.class, told::join);
    assertEquals(Errno.ESTALE, ((TreeException) e.getCause()).errno());
  }

  @Test
  public void aFileOfADirectoryThatAnotherHasRemovedIsStale() throws Exception {
    NewFile file = inDirectory();
    node.deliver(OTHER, new DeleteEntry(file.known()));
    assertStale(file);
  }

  @Test
  public void aFileOfADirectoryThatAnotherHasReplacedIsStale() throws Exception {
    NewFile file = inDirectory();
    node.deliver(OTHER, new DeleteEntry(file.known()));
    node.deliver(OTHER, new MakeDirectory(file.known()));
    assertStale(file);
  }

  @Test
  public void aFileOfTheSameNameInADirectoryThatWasMovedIsNotTheOneThatWasMade() throws Exception {
    NewFile file = inDirectory();
    node.deliver(OTHER, new RenameEntry(file.known(), ConfigPath.of("e")));
    node.deliver(OTHER, new MakeDirectory(file.known()));
    node.deliver(OTHER, new CreateFile(ConfigPath.of("e/file")));
    assertStale(file);
    assertEquals(List.of("d/", "d/file=", "e/", "e/file="), node.entries());
  }

  @Test
  public void whatAFaultHasKeptOutDoesNotComeWithTheNextChange() throws Exception {
    var failing =
        new TreeSubmission() {
          @Override
          boolean drafted(Outcome told, ConfigTree drafted, ConfigTree stored) {
            throw new IllegalStateException("of the test");
          }
        };
    node.add(node.self, FILE, failing);
    assertThrows(IllegalStateException.class, () -> node.member.newest());
    assertTrue(failing.outcome().join() instanceof Refused);
    assertTrue(node.member.isSettled());
    node.deliver(OTHER, new MakeDirectory(ConfigPath.of("d")));
    assertEquals(List.of("d/"), node.entries());
  }

  @Test
  public void aFileThatIsNotSentIsNotMade() {
    own.refused(Refusal.LEFT);
    assertThrows(CompletionException.class, this::made);
  }
}
