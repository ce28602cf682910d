package dev.pmxcfs.ipc.blackbox;

import dev.pmxcfs.ipc.modules.ModuleChanges;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.TreeChange;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeFollower;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.ServiceEvents;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Notes what a service tells of its clients, its requests and its configuration. */
public final class ServiceNotes implements ServiceEvents, TreeFollower {

  /** Usual are microseconds; what takes longer than this, people feel. */
  private static final Duration SLOW = Duration.ofMillis(50);

  /** Of one change; an import has thousands. */
  private static final int NAMED_ENTRIES = 3;

  private final Blackbox blackbox;

  public ServiceNotes(Blackbox blackbox) {
    this.blackbox = blackbox;
  }

  /** Notes what happens to clients of a server, which does not listen yet. */
  public void of(QbServer server) {
    server.events(this, SLOW).connectionHandler(this::connected);
  }

  /** Notes each change of modules from now on. */
  public void of(ModuleChanges changes) {
    changes.follow(
        change ->
            blackbox.note(
                Kind.SWAP,
                change.module()
                    + ": "
                    + change.from().orElse("nothing")
                    + " -> "
                    + change.to().orElse("nothing")));
  }

  private void connected(QbConnection connection) {
    String who = who(connection);
    String may = connection.isReadOnly() ? " may read" : " may write";
    blackbox.note(Kind.CONNECTION, who + " has connected and" + may);
    connection.closed().onComplete(end -> blackbox.note(Kind.CONNECTION, who + " has ended"));
  }

  private static String who(QbConnection connection) {
    return "connection "
        + connection.id()
        + " of pid "
        + connection.peer().pid()
        + ", uid "
        + Integer.toUnsignedString(connection.peer().uid());
  }

  @Override
  public void defended(String what, int uid) {
    String whose = uid == ANY_USER ? "" : " (uid " + Integer.toUnsignedString(uid) + ")";
    blackbox.note(Kind.REFUSAL, what + whose);
  }

  @Override
  public void slow(int id, QbConnection connection, long nanos) {
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
    blackbox.note(
        Kind.SLOW, "request " + id + " of " + who(connection) + " took " + millis + " ms");
  }

  @Override
  public void changed(ConfigTree before, ConfigTree after, TreeChange change) {
    var text = new StringBuilder();
    text.append("version ").append(Long.toUnsignedString(after.version()));
    text.append(": ").append(change.changed().size()).append(" written, ");
    text.append(change.removed().size()).append(" removed");
    change.changed().stream()
        .limit(NAMED_ENTRIES)
        .map(TreeEntry::attributes)
        .forEach(entry -> text.append("; ").append(path(after, change, entry)));
    change.removed().stream()
        .limit(NAMED_ENTRIES)
        .forEach(
            inode -> change.path(inode, before).ifPresent(path -> text.append("; -").append(path)));
    blackbox.note(Kind.CHANGE, text.toString());
  }

  private static String path(ConfigTree tree, TreeChange change, Attributes entry) {
    return change.path(entry.inode(), tree).map(Object::toString).orElse("?")
        + " by node "
        + Integer.toUnsignedString(entry.writer());
  }
}
