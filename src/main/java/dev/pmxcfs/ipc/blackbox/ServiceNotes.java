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
    int named = 0;
    for (TreeEntry entry : change.changed()) {
      if (named++ < NAMED_ENTRIES) {
        Attributes attributes = entry.attributes();
        text.append("; ").append(path(attributes.inode(), after, change));
        text.append(" by node ").append(Integer.toUnsignedString(attributes.writer()));
      }
    }
    named = 0;
    for (long inode : change.removed()) {
      if (named++ < NAMED_ENTRIES) {
        text.append("; -").append(path(inode, before, change));
      }
    }
    blackbox.note(Kind.CHANGE, text.toString());
  }

  /** With each change, so it looks through the tree only where nobody knows the place. */
  private static String path(long inode, ConfigTree tree, TreeChange change) {
    return change.path(inode, tree).map(Object::toString).orElse("?");
  }
}
