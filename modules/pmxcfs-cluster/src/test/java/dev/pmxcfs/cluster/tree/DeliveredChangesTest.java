package dev.pmxcfs.cluster.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.cluster.group.LeaveException;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.StoppedException;
import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.state.change.ChangeDescriptor;
import dev.pmxcfs.state.change.ChangeKind;
import dev.pmxcfs.state.change.CreateFile;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.change.RenameEntry;
import dev.pmxcfs.state.change.RequestUnlock;
import dev.pmxcfs.state.change.SetMtime;
import dev.pmxcfs.state.change.Unlock;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Digest;
import dev.qbipc.linux.Errno;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;

/** Changes that the group delivers (cluster, sections 3.6 and 3.7). */
public class DeliveredChangesTest {

  private static final Member OTHER = new Member(7, 4711);

  private final TreeNode node = new TreeNode(1);

  private static ConfigPath path(String path) {
    return ConfigPath.of(path);
  }

  private static WriteFile write(String file, String text) {
    return new WriteFile(path(file), 0, text.getBytes(UTF_8), false);
  }

  private static int errno(Outcome outcome) {
    return ((Refused) outcome).reason().errno();
  }

  @Test
  public void item237_writerAndTimeAreTheSenders() throws Exception {
    node.deliver(OTHER, new CreateFile(path("a.cfg")));
    Attributes attributes = node.entry("a.cfg").attributes();
    assertEquals(OTHER.nodeId(), attributes.writer());
    assertEquals(TreeNode.TIME + 7, attributes.mtime());
  }

  @Test
  public void item238_theInodeIsTheVersionOnEveryNode() throws Exception {
    var other = new TreeNode(2);
    for (TreeNode each : List.of(node, other)) {
      each.deliver(OTHER, new CreateFile(path("a.cfg")));
      each.deliver(OTHER, new MakeDirectory(path("d")));
    }
    assertEquals(3, node.entry("d").attributes().inode());
    assertEquals(node.replica.index(), other.replica.index());
  }

  @Test
  public void item239_whatTheRulesRefuseChangesNothing() throws Exception {
    node.deliver(OTHER, new CreateFile(path("a.cfg")));
    var before = node.replica.configuration();
    assertEquals(Errno.EEXIST, errno(node.deliver(OTHER, new CreateFile(path("a.cfg")))));
    assertEquals(Errno.ENOENT, errno(node.deliver(OTHER, new DeleteEntry(path("none")))));
    assertEquals(Errno.ENOTDIR, errno(node.deliver(OTHER, new CreateFile(path("a.cfg/b")))));
    assertEquals(before.tree(), node.replica.configuration().tree());
  }

  @Test
  public void item240_withoutTheQuorumASenderIsToldEpermAndTheGroupIsLeft() throws Exception {
    node.isQuorate = false;
    var submission = new TreeSubmission();
    assertThrows(
        LeaveException.class, () -> node.add(node.self, new CreateFile(path("a.cfg")), submission));
    assertEquals(Errno.EPERM, errno(submission.outcome().join()));
    assertEquals(List.of(), node.entries());
  }

  @Test
  public void item242_theOutcomeOfAWriteIsItsBytes() throws Exception {
    node.deliver(OTHER, new CreateFile(path("a.cfg")));
    assertEquals(5, ((Applied) node.deliver(OTHER, write("a.cfg", "hello"))).result());
  }

  private Digest lock(String name) throws Exception {
    for (String directory : List.of("priv", "priv/lock")) {
      if (node.tree().find(path(directory)).isEmpty()) {
        node.deliver(OTHER, new MakeDirectory(path(directory)));
      }
    }
    node.deliver(OTHER, new MakeDirectory(path("priv/lock/" + name)));
    return Digest.ofLock(node.entry("priv/lock/" + name));
  }

  @Test
  public void item243_aLockMayBeRemovedWhenItWasNotRenewedFor121Seconds() throws Exception {
    Digest lock = lock("x");
    var request = new RequestUnlock(path("priv/lock/x"), lock);
    node.clock.advance(120);
    node.deliver(OTHER, request);
    assertEquals(List.of(), node.granted);
    node.clock.advance(1);
    node.deliver(OTHER, request);
    Unlock granted = node.granted.get(0);
    assertEquals("priv/lock/x", granted.path().text().toString());
    assertEquals(lock, granted.lock());
    assertTrue("only the answer removes it", node.tree().find(path("priv/lock/x")).isPresent());
    node.deliver(OTHER, granted);
    assertFalse(node.tree().find(path("priv/lock/x")).isPresent());
  }

  @Test
  public void item243_theTimeThatTakesALockIsRefused() throws Exception {
    lock("x");
    assertEquals(Errno.EACCES, errno(node.deliver(OTHER, new SetMtime(path("priv/lock/x"), 0))));
    assertEquals(Errno.ENOENT, errno(node.deliver(OTHER, new SetMtime(path("priv/lock/y"), 0))));
  }

  @Test
  public void item244_aLockIsRenewedByItsNodeAlone() throws Exception {
    lock("x");
    var renewal = new SetMtime(path("priv/lock/x"), TreeNode.TIME + 100);
    assertEquals(Errno.EACCES, errno(node.deliver(node.self, renewal)));
    assertTrue(node.deliver(OTHER, renewal) instanceof Applied);
  }

  @Test
  public void whatCameTogetherIsOneTransactionInTheOrderInWhichItCame() throws Exception {
    var submissions = Stream.generate(TreeSubmission::new).limit(4).toList();
    node.add(OTHER, new MakeDirectory(path("d")), null);
    node.add(node.self, new CreateFile(path("d/a")), submissions.get(0));
    node.add(OTHER, new DeleteEntry(path("d")), null);
    node.add(node.self, write("d/a", "abc"), submissions.get(1));
    assertFalse(submissions.get(0).outcome().isDone());
    assertEquals(0, node.store.commits().size());
    node.member.flush();
    assertEquals(1, node.store.commits().size());
    assertEquals(List.of("d/", "d/a=abc"), node.entries());
    assertEquals(3, ((Applied) submissions.get(1).outcome().join()).result());
    assertEquals(List.of("MKDIR d", "CREATE d/a own", "WRITE d/a own"), node.applied);
  }

  @Test
  public void thousandsThatCameTogetherAreMadeSomeAtATime() throws Exception {
    for (int i = 0; i < 1000; i++) {
      node.add(OTHER, new CreateFile(path("f" + i)), null);
    }
    assertEquals("before all have come", 3, node.store.commits().size());
    node.member.flush();
    assertEquals(4, node.store.commits().size());
    assertEquals(1000, node.entries().size());
  }

  @Test
  public void item287_aChangeThatCannotBeReadIsMalformed() {
    byte[] body = ChangeDescriptor.encode(write("a.cfg", "text"));
    List<byte[]> bodies =
        List.of(
            new byte[0],
            new byte[19],
            Arrays.copyOf(body, body.length - 1),
            Arrays.copyOf(body, body.length + 1));
    for (byte[] bad : bodies) {
      var submission = new TreeSubmission();
      assertThrows(
          MalformedFrameException.class,
          () -> node.add(node.self, ChangeKind.WRITE.number(), bad, submission));
      assertEquals(Errno.EPERM, errno(submission.outcome().join()));
    }
    for (int kind : new int[] {0, 9, 65_535}) {
      assertThrows(MalformedFrameException.class, () -> node.add(node.self, kind, body, null));
    }
  }

  /** C servers crash (recording 20-06b). */
  @Test
  public void item287_aRenameWithoutATargetIsRefused() throws Exception {
    node.deliver(OTHER, new CreateFile(path("a.cfg")));
    byte[] body = ChangeDescriptor.encode(new DeleteEntry(path("a.cfg")));
    var submission = new TreeSubmission();
    node.add(node.self, ChangeKind.RENAME.number(), body, submission);
    assertEquals(Errno.EINVAL, errno(submission.outcome().join()));
    assertEquals(List.of("a.cfg="), node.entries());
  }

  @Test
  public void whatCServersMakeNoTreeOfEndsTheMembership() throws Exception {
    node.deliver(OTHER, new MakeDirectory(path("d")));
    node.add(OTHER, new RenameEntry(path("d"), path("d/e")), null);
    assertThrows(LeaveException.class, () -> node.member.flush());
    node.deliver(OTHER, new RenameEntry(path("d"), path("d")));
    assertEquals(List.of("d/"), node.entries());
  }

  @Test
  public void aChangeThatCannotBeStoredEndsTheMembershipForGood() throws Exception {
    node.store.failWith(new DatabaseException(node.store.file(), "the disk is on fire"));
    var submission = new TreeSubmission();
    node.add(node.self, new CreateFile(path("a.cfg")), submission);
    assertThrows(StoppedException.class, () -> node.member.flush());
    assertEquals(Errno.EIO, errno(submission.outcome().join()));
  }
}
