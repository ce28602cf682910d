package dev.pmxcfs.cluster.tree;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pmxcfs.cluster.group.LeaveException;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.cluster.wire.NormalFrame;
import dev.pmxcfs.state.ManualClock;
import dev.pmxcfs.state.change.ChangeDescriptor;
import dev.pmxcfs.state.change.ChangeKind;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.CreateFile;
import dev.pmxcfs.state.change.Origin;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.PrimitiveChange;
import dev.pmxcfs.state.change.TreeRules;
import dev.pmxcfs.state.change.Unlock;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.guests.DuplicateGuestException;
import dev.pmxcfs.state.replica.MemoryStore;
import dev.pmxcfs.state.replica.Replica;
import dev.pmxcfs.state.replica.Replica.Ordered;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.ListedTree;
import dev.pmxcfs.state.tree.TreeEntry;
import java.util.ArrayList;
import java.util.List;

/** A node's tree, which a test plays the group of. */
final class TreeNode {

  static final int TIME = 1_700_000_000;

  final Member self;
  final MemoryStore store = new MemoryStore();
  final ManualClock clock = new ManualClock(TIME);
  final List<Configuration> published = new ArrayList<>();
  final List<Unlock> granted = new ArrayList<>();
  final List<String> applied = new ArrayList<>();
  final Replica replica;
  final TreeMember member;
  boolean isQuorate = true;

  private long count;

  TreeNode(int id) {
    self = new Member(id, 1000 + id);
    replica =
        new Replica(store, empty(), TreeRules.CLUSTER, clock, (now, how) -> published.add(now));
    member = new TreeMember(replica, () -> self, () -> isQuorate, granted::add, new Told());
  }

  private final class Told implements AppliedChanges {

    @Override
    public void applied(PrimitiveChange change, boolean isOwn) {
      applied.add(ChangeKind.of(change) + " " + change.path().text() + (isOwn ? " own" : ""));
    }

    @Override
    public void replaced() {
      applied.add("all");
    }
  }

  private static Configuration empty() {
    try {
      return Configuration.loaded(ConfigTree.empty(1, 0), TIME);
    } catch (DuplicateGuestException e) {
      throw new AssertionError(e);
    }
  }

  /** Makes a file as it was made before the cluster, at a time. */
  TreeNode with(String file, String text, int time) {
    var path = ConfigPath.of(file);
    var origin = new Origin(self.nodeId(), time);
    replica.apply(
        List.of(
            new Ordered(new CreateFile(path), origin),
            new Ordered(new WriteFile(path, 0, text.getBytes(UTF_8), false), origin)));
    return this;
  }

  /** Delivers a change, and makes it. */
  Outcome deliver(Member sender, PrimitiveChange change)
      throws MalformedFrameException, LeaveException {
    var submission = new TreeSubmission();
    add(sender, change, submission);
    member.flush();
    return submission.outcome().join();
  }

  /** Delivers a change, which is made with others. */
  void add(Member sender, PrimitiveChange change, TreeSubmission submission)
      throws MalformedFrameException, LeaveException {
    int kind = ChangeKind.of(change).number();
    add(sender, kind, ChangeDescriptor.encode(change), submission);
  }

  void add(Member sender, int kind, byte[] body, TreeSubmission submission)
      throws MalformedFrameException, LeaveException {
    count++;
    member.apply(sender, new NormalFrame(kind, 1, TIME + 7, count, body), submission);
  }

  ConfigTree tree() {
    return replica.configuration().tree();
  }

  TreeEntry entry(String path) {
    return tree().find(ConfigPath.of(path)).orElseThrow();
  }

  List<String> entries() {
    return ListedTree.entries(tree());
  }
}
