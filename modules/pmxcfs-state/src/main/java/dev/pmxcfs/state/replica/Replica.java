package dev.pmxcfs.state.replica;

import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.Origin;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.TreeRules;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.database.DatabaseUnchangedException;
import dev.pmxcfs.state.database.TreeStore;
import dev.pmxcfs.state.failure.Reason;
import dev.pmxcfs.state.guests.DuplicateGuestException;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Digest;
import dev.pmxcfs.state.tree.TreeChange;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration as this node has it, in a database and for readers, and the one place that
 * changes it. Others give changes their order: given the same ones with the same origins, every
 * node's replica comes to the same tree.
 *
 * <p>What is done goes into a draft, then into the database, then to the readers. The order
 * matters. Readers must never see what the database may yet refuse: a client would act on a change
 * that is gone after a restart. (The C server changes its memory first.)
 *
 * <p>After the database failed once, every change is refused with EIO for ever, and readers go on
 * to see what was acknowledged. One thread at a time may use it, but for {@link #status}, and it
 * blocks.
 */
public final class Replica {

  private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

  private final TreeStore database;
  private final TreeRules rules;
  private final Clock clock;
  private final Readers readers;
  private Configuration stored;

  /** The version of what the database has refused last. */
  private long keptOut;

  private DatabaseException failure;

  /** What was made and is not stored yet; null if there is nothing. */
  private Batch open;

  /** For callers that do not wait for changes. */
  private volatile WriteStatus status = WriteStatus.GOOD;

  /**
   * A change in its place in the order.
   *
   * @param origin where and when it was made
   */
  public record Ordered(Change change, Origin origin) {}

  /**
   * @param loaded what is in the database
   * @param rules that changes follow
   * @param clock by which locks age
   * @param readers are given each configuration that is stored
   */
  public Replica(
      TreeStore database, Configuration loaded, TreeRules rules, Clock clock, Readers readers) {
    this.database = database;
    this.rules = rules;
    this.clock = clock;
    this.readers = readers;
    this.stored = loaded;
  }

  /** What is stored. */
  public Configuration configuration() {
    return stored;
  }

  /** What tells other nodes which entries of theirs are not the same here. */
  public TreeIndex index() {
    return TreeIndex.of(stored.tree());
  }

  /** What is the same on all nodes that have the same tree. */
  public Digest digest() {
    return Digest.ofTree(stored.tree());
  }

  /**
   * Makes changes, one after the other and each by itself, in one transaction, together with what
   * was {@linkplain #draft drafted} before. One that the rules refuse keeps none of the others out;
   * if the transaction fails, nothing of it has been done.
   *
   * @return what became of each
   */
  public List<Outcome> apply(List<Ordered> changes) {
    changes.forEach(this::draft);
    List<Outcome> outcomes = store();
    return outcomes.subList(outcomes.size() - changes.size(), outcomes.size());
  }

  /**
   * Makes a change on top of those that were drafted before. Neither the database nor the readers
   * have it before {@link #store}; who asked for it may be told that it is made, and that it need
   * not stay.
   *
   * @return what becomes of it if all is stored
   */
  public Outcome draft(Ordered change) {
    if (open == null) {
      open = new Batch(beginning(), rules);
    }
    if (failure != null) {
      return open.refuse(refusalAfterFailure());
    }
    try {
      return open.add(change, clock.instant().getEpochSecond());
    } catch (RuntimeException | Error e) { // what is half drafted must not be stored
      open = null;
      throw e;
    }
  }

  /** Forgets what was drafted and is not stored. */
  public void discard() {
    open = null;
  }

  /**
   * What is stored, with the version of what was drafted and then kept out by the database: an
   * inode that a program was told must not become that of another file. Among other nodes versions
   * are theirs, too, and a node takes theirs over when its database has kept something out.
   */
  private Configuration beginning() {
    Attributes root = stored.tree().root().attributes();
    if (rules != TreeRules.LOCAL || Long.compareUnsigned(keptOut, root.version()) <= 0) {
      return stored;
    }
    return new Configuration(
        stored.tree().with(root.changed(keptOut, root.writer(), root.mtime())),
        stored.guests(),
        stored.watched(),
        stored.locks());
  }

  /** What there is once all is stored that was drafted. */
  public Configuration drafted() {
    return open == null ? stored : open.configuration();
  }

  /** Whether nothing was drafted that has to be stored. */
  boolean isStored() {
    return open == null || open.isUnchanged();
  }

  /**
   * Stores what was drafted, in one transaction, and gives it to the readers.
   *
   * @return what became of each change, in their order
   */
  public List<Outcome> store() {
    if (open == null) {
      return List.of();
    }
    Batch batch = open;
    open = null;
    if (batch.isUnchanged()) {
      return batch.outcomes();
    }
    TreeException refusal =
        failure == null ? store(batch.change(), batch.configuration()) : refusalAfterFailure();
    if (refusal != null) {
      keptOut = batch.configuration().tree().version();
      for (int i = 1; i < batch.refusedBy(refusal); i++) { // the first one is counted
        status = status.refused();
      }
    }
    return batch.outcomes();
  }

  private TreeException refusalAfterFailure() {
    status = status.refused(latch(failure));
    return new TreeException(
        Errno.EIO, "no changes are taken until a restart, since " + failure.getMessage(), failure);
  }

  /**
   * Puts another tree in the place of this one, as a node does that has missed changes (cluster,
   * section 3.5): all of it or, when this throws, nothing. What was drafted is stored before.
   *
   * @throws TreeException EIO if the database fails, EEXIST if two files of the tree configure the
   *     same guest
   */
  public void replace(ConfigTree tree) throws TreeException {
    store();
    if (failure != null) {
      throw refusalAfterFailure();
    }
    Configuration replaced;
    try {
      replaced = stored.reloaded(tree, clock.instant().getEpochSecond());
    } catch (DuplicateGuestException e) {
      throw new TreeException(Errno.EEXIST, e.getMessage(), e);
    }
    TreeException refusal = store(TreeChange.between(stored.tree(), tree), replaced);
    if (refusal != null) {
      throw refusal;
    }
  }

  /** Null if it is stored. */
  private TreeException store(TreeChange change, Configuration changed) {
    try {
      database.commit(change, stored.tree());
    } catch (DatabaseUnchangedException e) {
      status = e.isLasting() ? status.refused(latch(e)) : status.refused();
      LOG.warn(e.getMessage());
      return new TreeException(Errno.EIO, e.getMessage(), e);
    } catch (DatabaseException e) {
      refuseAllAfter(e);
      LOG.error(
          "{}; all changes are refused with EIO from now on: {}, and restart",
          e.getMessage(),
          e.remedy());
      return new TreeException(Errno.EIO, e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      refuseAllAfter(
          new DatabaseException(
              database.file(), "a fault of this program kept a change out: " + Reason.of(e), e));
      LOG.error("all changes are refused with EIO from now on, until a restart", e);
      throw e;
    }
    status = status.stored();
    stored = changed;
    readers.publish(stored, change);
    return null;
  }

  /** Whether the change is stored is uncertain: later ones would build on what may not be there. */
  private void refuseAllAfter(DatabaseException reason) {
    failure = reason;
    String mended = "; " + reason.remedy() + ", and restart";
    status = status.refused(new WriteStatus.Failure(clock.millis(), reason.getMessage() + mended));
  }

  private WriteStatus.Failure latch(DatabaseException reason) {
    return new WriteStatus.Failure(clock.millis(), reason.getMessage());
  }

  /** How changes fare. Any thread may ask, and does not wait for one. */
  public WriteStatus status() {
    return status;
  }

  /** Stores what was drafted and closes the database, after which every change is refused. */
  public void close() throws DatabaseException {
    store();
    if (failure == null) {
      failure = new DatabaseException(database.file(), "closed");
    }
    database.close();
  }
}
