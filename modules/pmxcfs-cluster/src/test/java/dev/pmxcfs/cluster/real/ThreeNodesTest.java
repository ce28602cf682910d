package dev.pmxcfs.cluster.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.qbipc.linux.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.Test;

/** Three nodes have one tree. */
public class ThreeNodesTest extends ThreeNodes {

  /** What each node does in a thread of its own; all of them at once. */
  private void onAll(Consumer<RealNode> work) throws Exception {
    var threads = Executors.newFixedThreadPool(nodes.size());
    try {
      List<Callable<Void>> works = new ArrayList<>();
      for (RealNode node : nodes) {
        works.add(
            () -> {
              work.accept(node);
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(works)) {
        done.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  public void item270_whatOneWritesAllHave() {
    awaitAllOnline();
    for (RealNode node : nodes) {
      putEventually(node, "from-" + nodes.indexOf(node), "text");
    }
    awaitEqual();
    for (RealNode node : nodes) {
      assertEquals(Optional.of("text"), node.text("from-2"));
    }
  }

  @Test
  public void item271_aNodeThatMissedChangesGetsThem() {
    awaitAllOnline();
    putEventually(node(1), "changed", "old");
    putEventually(node(1), "removed", "x");
    awaitEqual();
    node(3).close();
    putEventually(node(1), "changed", "new");
    node(1).make(new DeleteEntry(ConfigPath.of("removed")));
    node(2).put("added", "y");
    node(3).start();
    awaitEqual();
    assertEquals(Optional.of("new"), node(3).text("changed"));
    assertEquals(Optional.empty(), node(3).text("removed"));
  }

  /** As C pmxcfs has it, for better or worse: the higher version wins. */
  @Test
  public void item272_aNodeWithTheNewerDatabaseLeads() {
    awaitAllOnline();
    putEventually(node(1), "shared", "x");
    awaitEqual();
    node(3).close();
    node(3).startAlone();
    for (int i = 0; i < 20; i++) {
      node(3).put("alone", "written " + i);
    }
    node(3).closeAlone();
    node(3).start();
    awaitEqual();
    RealNode.await(() -> node(1).text("alone").isPresent(), "what was written alone");
    assertEquals(Optional.of("written 19"), node(2).text("alone"));
    assertEquals(Optional.of("x"), node(2).text("shared"));
  }

  @Test
  public void item275_ofThoseWhoMakeADirectoryOneAloneHasMadeIt() throws Exception {
    awaitAllOnline();
    putEventually(node(1), "same", "");
    var made = new AtomicInteger();
    onAll(
        node -> {
          for (int i = 0; i < 40; i++) {
            boolean isMade =
                node.make(new MakeDirectory(ConfigPath.of("d" + i))) instanceof Applied;
            made.addAndGet(isMade ? 1 : 0);
            node.put("same", node + " " + i);
          }
        });
    assertEquals(40, made.get());
    awaitEqual();
    assertEquals(node(1).text("same"), node(3).text("same"));
  }

  @Test
  public void item276_aCounterUnderALockCountsEachOnce() throws Exception {
    awaitAllOnline();
    var lock = ConfigPath.of("priv/lock/counter");
    putEventually(node(1), "counter", "0");
    node(1).make(new MakeDirectory(ConfigPath.of("priv")));
    node(1).make(new MakeDirectory(ConfigPath.of("priv/lock")));
    onAll(
        node -> {
          for (int i = 0; i < 15; i++) {
            RealNode.await(() -> node.make(new MakeDirectory(lock)) instanceof Applied, "the lock");
            int count = Integer.parseInt(node.text("counter").orElseThrow());
            assertTrue(node.put("counter", Integer.toString(count + 1)) instanceof Applied);
            assertTrue(node.make(new DeleteEntry(lock)) instanceof Applied);
          }
        });
    awaitEqual();
    assertEquals(Optional.of("45"), node(2).text("counter"));
  }

  @Test
  public void item278_aNodeThatIsCutOffReadsAndDoesNotWriteAndComesBack() {
    awaitAllOnline();
    putEventually(node(1), "before", "x");
    awaitEqual();
    cluster.pull(3);
    RealNode.await(() -> !node(3).isQuorate(), "the minority knows");
    assertEquals(Errno.EACCES, errno(node(3).put("minority", "y")));
    assertEquals(Optional.of("x"), node(3).text("before"));
    putEventually(node(1), "majority", "z");
    node(1).publish("key", "of one");
    node(3).publish("key", "of three");
    cluster.plug(3);
    awaitAllOnline();
    awaitEqual();
    assertEquals(Optional.of("z"), node(3).text("majority"));
    RealNode.await(() -> node(1).published("n3", "key").equals("of three"), "the minority's key");
    RealNode.await(() -> node(3).published("n1", "key").equals("of one"), "the majority's key");
  }

  @Test
  public void item280_aNodeWhoseCorosyncDiesIsBackWithIt() {
    awaitAllOnline();
    putEventually(node(1), "before", "x");
    awaitEqual();
    cluster.node(2).kill();
    RealNode.await(() -> !node(2).isQuorate(), "there is no quorum without corosync");
    assertEquals(Errno.EACCES, errno(node(2).put("without", "y")));
    putEventually(node(1), "meanwhile", "z");
    cluster.node(2).startOnly();
    awaitAllOnline();
    awaitEqual();
    assertEquals(Optional.of("z"), node(2).text("meanwhile"));
    putEventually(node(2), "after", "w");
    awaitEqual();
  }

  /** In one frame of more than 1 MiB, which corosync takes in fragments. */
  @Test
  public void item283_aFileOfAMebibyteReachesANodeThatJoins() {
    awaitAllOnline();
    node(3).close();
    String large = "x".repeat(1 << 20);
    putEventually(node(1), "large", large);
    node(3).start();
    awaitEqual();
    assertEquals(Optional.of(large), node(3).text("large"));
  }
}
