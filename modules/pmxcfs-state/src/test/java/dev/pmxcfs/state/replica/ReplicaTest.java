package dev.pmxcfs.state.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.ManualClock;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.CreateFile;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.change.Origin;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.change.PutFile;
import dev.pmxcfs.state.change.RenameEntry;
import dev.pmxcfs.state.change.RequestUnlock;
import dev.pmxcfs.state.change.SetMtime;
import dev.pmxcfs.state.change.TreeRules;
import dev.pmxcfs.state.change.Unlock;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Digest;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.ListedTree;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.Test;

/** Changes in their order, and whole trees, in a database and before readers. */
public class ReplicaTest {

  private static final long START = 1_795_533_456L;
  private static final int NODE = 2;

  private final MemoryStore store = new MemoryStore();
  private final ManualClock clock = new ManualClock(START);
  private final List<Configuration> published = new ArrayList<>();
  private final Replica replica = replica(store, published);

  private Replica replica(MemoryStore database, List<Configuration> readers) {
    try {
      Configuration loaded = Configuration.loaded(ConfigTree.empty(1, 0), START);
      return new Replica(
          database, loaded, TreeRules.CLUSTER, clock, (stored, change) -> readers.add(stored));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static ConfigPath path(String path) {
    return ConfigPath.of(path);
  }

  private static WriteFile write(String path, String data) {
    return new WriteFile(path(path), 0, data.getBytes(UTF_8), false);
  }

  private List<Outcome> apply(Change... changes) {
    Origin origin = new Origin(NODE, START);
    return replica.apply(
        Arrays.stream(changes).map(change -> new Replica.Ordered(change, origin)).toList());
  }

  private static int errno(Outcome outcome) {
    return ((Refused) outcome).reason().errno();
  }

  private void assertEntries(String... entries) {
    ConfigTree tree = replica.configuration().tree();
    assertEquals(List.of(entries), ListedTree.entries(tree));
    assertTrue(store.commits().isEmpty() || store.holds(tree));
  }

  private TreeEntry entry(String path) {
    return replica.configuration().tree().find(path(path)).orElseThrow();
  }

  // several changes at once

  @Test
  public void changesThatAreReadyAreOneTransactionWithAnOutcomeEach() {
    List<Outcome> outcomes =
        apply(
            new MakeDirectory(path("d")),
            new CreateFile(path("d/f")),
            new CreateFile(path("d/f")),
            new CreateFile(path("none/f")),
            write("d/f", "abc"));
    assertEquals(new Applied(0, 2, Optional.empty()), outcomes.get(0));
    assertEquals(Errno.EEXIST, errno(outcomes.get(2)));
    assertEquals(Errno.ENOENT, errno(outcomes.get(3)));
    assertEquals("bytes written", 3, ((Applied) outcomes.get(4)).result());
    assertEquals(4, ((Applied) outcomes.get(4)).version());
    assertEquals(1, store.commits().size());
    assertEquals(1, published.size());
    assertEntries("d/", "d/f=abc");
  }

  @Test
  public void whatIsMadeAndRemovedAtOnceIsNothingToTheDatabase() {
    apply(new CreateFile(path("f")), write("f", "x"), new DeleteEntry(path("f")));
    assertEquals(List.of(), List.copyOf(store.commits().get(0).changed()));
    assertEquals(Set.of(), store.commits().get(0).removed());
    assertEntries();
    apply(new CreateFile(path("f")));
    apply(new CreateFile(path("g")), new RenameEntry(path("g"), path("f")));
    assertEntries("f=");
    apply(write("f", "x"), new DeleteEntry(path("f")));
    assertEntries();
  }

  @Test
  public void refusedChangesAloneAreNoTransaction() {
    apply(new CreateFile(path("none/f")), new DeleteEntry(path("none")));
    assertEquals(0, store.commits().size());
    assertEquals(0, published.size());
  }

  /** What came behind it was judged by something that is not there. */
  @Test
  public void transactionThatFailsRefusesAllFromItsFirstEffectOn() {
    store.failWith(new DatabaseException(store.file(), "the disk is on fire"));
    List<Outcome> outcomes =
        apply(
            new DeleteEntry(path("none")),
            new CreateFile(path("f")),
            new CreateFile(path("f")),
            new CreateFile(path("g")));
    assertEquals(Errno.ENOENT, errno(outcomes.get(0)));
    for (Outcome outcome : outcomes.subList(1, 4)) {
      assertEquals(Errno.EIO, errno(outcome));
    }
    assertEquals(3, replica.status().errors());
    assertEquals(0, published.size());
    store.failWith(null);
    assertEquals(Errno.EIO, errno(apply(new CreateFile(path("h"))).get(0)));
    assertEntries();
  }

  @Test
  public void renameThatIsHalfDoneIsStoredAsFarAsItWent() {
    apply(new MakeDirectory(path("d")), new MakeDirectory(path("e")), new CreateFile(path("d/f")));
    Outcome outcome = apply(new RenameEntry(path("d"), path("e"))).get(0);
    assertEquals(Errno.ENOTEMPTY, errno(outcome));
    assertEntries("d/", "d/f=");
  }

  /** The nodes of a cluster see the same changes, but not in the same transactions. */
  @Test
  public void anyTransactionsOfTheSameChangesGiveTheSameTree() throws Exception {
    Random random = new Random(7);
    List<Replica.Ordered> changes = new ArrayList<>();
    String[] names = {"a", "b", "d", "d/a", "d/b", "d/e", "priv", "priv/lock", "priv/lock/a"};
    for (int i = 0; i < 2000; i++) {
      ConfigPath path = path(names[random.nextInt(names.length)]);
      ConfigPath other = path(names[random.nextInt(names.length)]);
      Change change =
          switch (random.nextInt(8)) {
            case 0 -> new MakeDirectory(path);
            case 1, 2 -> new CreateFile(path);
            case 3 ->
                new WriteFile(
                    path, random.nextInt(5), new byte[random.nextInt(3)], random.nextBoolean());
            case 4 -> new DeleteEntry(path);
            case 5 -> new SetMtime(path, random.nextInt(100));
            case 6 -> new PutFile(path, new byte[] {'x'});
            default -> new RenameEntry(path, other);
          };
      changes.add(new Replica.Ordered(change, new Origin(random.nextInt(3), START + i)));
    }
    MemoryStore otherStore = new MemoryStore();
    Replica other = replica(otherStore, new ArrayList<>());
    for (int from = 0; from < changes.size(); ) {
      int to = Math.min(changes.size(), from + 1 + random.nextInt(40));
      replica.apply(changes.subList(from, to));
      changes.subList(from, to).forEach(change -> other.apply(List.of(change)));
      from = to;
      assertEquals(other.index(), replica.index());
      assertEquals(other.digest(), replica.digest());
      assertTrue(store.holds(replica.configuration().tree()));
      assertTrue(otherStore.holds(other.configuration().tree()));
    }
  }

  // whole trees

  @Test
  public void treeIsReplacedAndEverythingFollows() throws Exception {
    apply(
        new MakeDirectory(path("old")),
        new CreateFile(path("old/f")),
        new CreateFile(path("storage.cfg")));
    int counter = replica.configuration().watched().counter(0);
    int guestList = replica.configuration().guests().version();
    ConfigTree leader = ListedTree.of("nodes/a/lxc/100.conf=x", "storage.cfg=y");
    replica.replace(leader);
    assertSame(leader, replica.configuration().tree());
    assertEntries("nodes/", "nodes/a/", "nodes/a/lxc/", "nodes/a/lxc/100.conf=x", "storage.cfg=y");
    assertEquals(counter + 1, replica.configuration().watched().counter(0));
    assertEquals(guestList + 1, replica.configuration().guests().version());
    assertEquals(2, published.size());
  }

  @Test
  public void treeThatCannotBeStoredReplacesNothing() {
    apply(new CreateFile(path("f")));
    store.failWith(new DatabaseException(store.file(), "the disk is on fire"));
    TreeException refused =
        assertThrows(TreeException.class, () -> replica.replace(ListedTree.of("g=x")));
    assertEquals(Errno.EIO, refused.errno());
    assertEntries("f=");
    assertEquals(1, published.size());
  }

  @Test
  public void treeWithTwoConfigurationsOfAGuestReplacesNothing() {
    ConfigTree tree = ListedTree.of("nodes/a/lxc/100.conf=x", "nodes/b/lxc/100.conf=x");
    TreeException refused = assertThrows(TreeException.class, () -> replica.replace(tree));
    assertEquals(Errno.EEXIST, refused.errno());
    assertEntries();
  }

  @Test
  public void updatesMakeTheLeadersTree() {
    ConfigTree own = ListedTree.of("a=x", "d/b=y", "e/");
    ConfigTree leader = ListedTree.of("a=x", "d/b=z", "f/g/h=w");
    TreeIndex index = TreeIndex.of(leader);
    List<Long> differing = index.differingFrom(TreeIndex.of(own));
    TreeUpdate update = new TreeUpdate();
    List<TreeEntry> entries = new ArrayList<>(leader.entriesByInode());
    Collections.reverse(entries); // what is in directories may come first
    for (TreeEntry entry : entries) {
      if (differing.contains(entry.attributes().inode())) {
        update.add(TreeUpdate.encode(entry));
      }
    }
    assertEquals(differing.size(), update.size());
    assertEquals(index, TreeIndex.of(update.applyTo(own, index)));
  }

  @Test
  public void updatesThatDoNotMakeTheLeadersTreeAreRefused() {
    ConfigTree own = ListedTree.of("a=x", "d/b=y");
    TreeIndex leader = TreeIndex.of(ListedTree.of("a=x", "d/b=z"));
    assertMalformed(own, leader);
    assertMalformed(own, leader, Directory.empty(attributes(9, 7, "orphan")));
    assertMalformed(own, leader, Directory.empty(attributes(9, 9, "its own parent")));
    assertMalformed(own, leader, Directory.empty(attributes(9, 0, "a")));
    assertMalformed(own, leader, Directory.empty(attributes(9, 0, "")));
    assertMalformed(own, leader, Directory.empty(attributes(9, 1, "in a file")));
    assertThrows(IllegalArgumentException.class, () -> new TreeUpdate().add(new byte[41]));
  }

  private static Attributes attributes(long inode, long parent, String name) {
    return new Attributes(inode, parent, inode, 0, 0, ByteString.of(name));
  }

  private static void assertMalformed(ConfigTree own, TreeIndex leader, TreeEntry... entries) {
    TreeUpdate update = new TreeUpdate();
    Arrays.stream(entries).forEach(entry -> update.add(TreeUpdate.encode(entry)));
    assertThrows(IllegalArgumentException.class, () -> update.applyTo(own, leader));
  }

  /** A path of as many directories as there may be entries, from a node that means harm. */
  @Test
  public void deepTreesAreTakenWithoutRecursion() {
    TreeUpdate update = new TreeUpdate();
    int depth = 20_000;
    update.add(TreeUpdate.encode(ConfigTree.empty(1, 0).root()));
    for (int i = 1; i <= depth; i++) {
      update.add(TreeUpdate.encode(Directory.empty(attributes(i, i - 1, "d"))));
    }
    TreeIndex any = TreeIndex.of(ListedTree.of("a=x"));
    assertThrows(IllegalArgumentException.class, () -> update.applyTo(ConfigTree.empty(1, 0), any));
  }

  // locks

  private void makeLock() {
    apply(
        new MakeDirectory(path("priv")),
        new MakeDirectory(path("priv/lock")),
        new MakeDirectory(path("priv/lock/a")));
  }

  private Applied request() {
    RequestUnlock request =
        new RequestUnlock(path("priv/lock/a"), Digest.ofLock(entry("priv/lock/a")));
    return (Applied) apply(request).get(0);
  }

  @Test
  public void lockThatIsAskedForIsGrantedWhenItHasExpiredAndRemovedByAnUnlock() {
    makeLock();
    clock.advance(120);
    assertTrue(request().granted().isEmpty());
    clock.advance(1);
    long version = replica.configuration().tree().version();
    Unlock granted = request().granted().orElseThrow();
    assertEquals("asking changes nothing", version, replica.configuration().tree().version());
    apply(granted);
    assertEntries("priv/", "priv/lock/");
    apply(granted);
    assertEquals(
        "nor does an unlock of none", version + 1, replica.configuration().tree().version());
  }

  @Test
  public void unlockOfALockThatWasRenewedMeanwhileDoesNothing() {
    makeLock();
    clock.advance(121);
    Unlock granted = request().granted().orElseThrow();
    apply(new SetMtime(path("priv/lock/a"), (int) START + 1));
    apply(granted);
    assertEntries("priv/", "priv/lock/", "priv/lock/a/");
    assertTrue("it is young again", request().granted().isEmpty());
  }

  @Test
  public void requestOfAnotherLockOrOfNoneIsNotGranted() {
    makeLock();
    clock.advance(121);
    Digest other = Digest.ofBytes(new byte[0]);
    for (String path : new String[] {"priv/lock/a", "priv/lock/b", "priv/lock", "priv"}) {
      Applied outcome = (Applied) apply(new RequestUnlock(path(path), other)).get(0);
      assertTrue(outcome.granted().isEmpty());
    }
  }

  /** The C server begins to count anew for every lock (cluster, defect D15). */
  @Test
  public void lockThatIsTheSameInAnotherTreeKeepsItsAge() throws Exception {
    makeLock();
    apply(new MakeDirectory(path("priv/lock/b")));
    ConfigTree tree = replica.configuration().tree();
    clock.advance(121);
    Attributes b = entry("priv/lock/b").attributes();
    ConfigTree leader =
        tree.with(
            path("priv/lock"),
            Directory.empty(new Attributes(b.inode(), b.parent(), 90, 3, b.mtime(), b.name())));
    replica.replace(leader);
    assertTrue(request().granted().isPresent());
    RequestUnlock another =
        new RequestUnlock(path("priv/lock/b"), Digest.ofLock(entry("priv/lock/b")));
    assertTrue(((Applied) apply(another).get(0)).granted().isEmpty());
  }
}
