package dev.pmxcfs.cluster.tree;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pmxcfs.cluster.group.Application;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.Refusal;
import dev.pmxcfs.cluster.group.StateMachine;
import dev.pmxcfs.cluster.simulation.Database;
import dev.pmxcfs.cluster.simulation.Ledger;
import dev.pmxcfs.cluster.simulation.NodeClock;
import dev.pmxcfs.state.change.ChangeDescriptor;
import dev.pmxcfs.state.change.ChangeKind;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.CreateFile;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.change.Origin;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.change.PrimitiveChange;
import dev.pmxcfs.state.change.RenameEntry;
import dev.pmxcfs.state.change.TreeRules;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.database.TreeStore;
import dev.pmxcfs.state.guests.DuplicateGuestException;
import dev.pmxcfs.state.replica.NewFile;
import dev.pmxcfs.state.replica.Replica;
import dev.pmxcfs.state.replica.Replica.Ordered;
import dev.pmxcfs.state.replica.TreeIndex;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Digest;
import dev.pmxcfs.state.tree.TreeChange;
import dev.qbipc.linux.Errno;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/** The real tree of a node, over a disk that is simulated. */
public final class SimulatedTree implements Database<TreeSubmission> {

  private static final int SHARED = 6;
  private static final String OWN_FILE = "c";

  private ConfigTree stored;
  private boolean isFailing;
  private BooleanSupplier quorate = () -> true;

  /** A tree that was never written. */
  public SimulatedTree() {
    this(ConfigTree.empty(ConfigTree.FIRST_VERSION, 0));
  }

  /** A node that has a tree. */
  public SimulatedTree(ConfigTree stored) {
    this.stored = stored;
  }

  @Override
  public Application<TreeSubmission> open(
      Member self, IntSupplier seconds, BooleanSupplier isQuorate) {
    isFailing = false;
    quorate = isQuorate;
    return new TreeMember(
        replica(seconds), () -> self, isQuorate, unlock -> {}, AppliedChanges.IGNORED);
  }

  private Replica replica(IntSupplier seconds) {
    try {
      var clock = new NodeClock(seconds);
      Configuration loaded = Configuration.loaded(stored, clock.instant().getEpochSecond());
      return new Replica(
          new Disk(), loaded, TreeRules.CLUSTER, clock, (now, how) -> stored = now.tree());
    } catch (DuplicateGuestException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void submit(StateMachine<TreeSubmission> machine, int change, Ledger ledger) {
    if (!quorate.getAsBoolean()) {
      ledger.answered(change, false);
      return;
    }
    PrimitiveChange asked = asked(change);
    TreeSubmission submission =
        asked instanceof CreateFile file && change % 2 == 0
            ? new FileSubmission(
                new NewFile(ConfigTree.ROOT_INODE, ConfigPath.of(""), file.path().name()))
            : new TreeSubmission();
    boolean isKept = asked instanceof CreateFile;
    submission.outcome().thenAccept(outcome -> answer(change, outcome, isKept, ledger));
    machine.submit(ChangeKind.of(asked).number(), ChangeDescriptor.encode(asked), submission);
  }

  private static void answer(int change, Outcome outcome, boolean isKept, Ledger ledger) {
    boolean isTimedOut =
        outcome instanceof Refused refused && refused.reason().errno() == Errno.ETIMEDOUT;
    if (isTimedOut) {
      ledger.refused(change, Refusal.TIMED_OUT);
    } else {
      ledger.answered(change, isKept && outcome instanceof Applied);
    }
  }

  /** Half of them make a file of their own; the others are about a few that all nodes ask for. */
  private static PrimitiveChange asked(int change) {
    ConfigPath shared = ConfigPath.of("shared" + change % SHARED);
    ConfigPath other = ConfigPath.of("shared" + change / 3 % SHARED);
    return switch (change % 10) {
      case 0, 1 -> new MakeDirectory(shared);
      case 2 -> new DeleteEntry(shared);
      case 3 -> new RenameEntry(shared, other);
      case 4 ->
          new WriteFile(
              ConfigPath.of(OWN_FILE + (change - 3)), 0, ("of " + change).getBytes(UTF_8), true);
      default -> new CreateFile(ConfigPath.of(OWN_FILE + change));
    };
  }

  @Override
  public void changeAlone(int change, int node, int seconds) {
    var created = new CreateFile(ConfigPath.of(OWN_FILE + change));
    var origin = new Origin(Origin.LOCAL_WRITER, Integer.toUnsignedLong(seconds));
    boolean wasFailing = isFailing;
    isFailing = false;
    replica(() -> seconds).apply(List.of(new Ordered(created, origin)));
    isFailing = wasFailing;
  }

  @Override
  public Object backup() {
    return stored;
  }

  @Override
  public void restore(Object backup) {
    stored = (ConfigTree) backup;
  }

  @Override
  public Object contents() {
    return Digest.ofTree(stored);
  }

  @Override
  public Set<Integer> changes() {
    return stored.root().children().stream()
        .map(entry -> entry.attributes().name().toString())
        .filter(name -> name.matches(OWN_FILE + "\\d{1,9}"))
        .map(name -> Integer.valueOf(name.substring(OWN_FILE.length())))
        .collect(Collectors.toSet());
  }

  @Override
  public long version() {
    return stored.version();
  }

  @Override
  public int mtime() {
    return stored.root().attributes().mtime();
  }

  @Override
  public byte[] emptyState() {
    return TreeIndex.of(ConfigTree.empty(0, 0)).encode();
  }

  @Override
  public void fail() {
    isFailing = true;
  }

  /** Keeps nothing: what is stored is what is published right afterwards. */
  private final class Disk implements TreeStore {

    @Override
    public Path file() {
      return Path.of("/var/lib/pve-cluster/config.db");
    }

    @Override
    public void commit(TreeChange change, ConfigTree before) throws DatabaseException {
      if (isFailing) {
        throw new DatabaseException(file(), "the disk is full");
      }
    }

    @Override
    public void close() {}
  }
}
