package dev.pmxcfs.cluster.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.cluster.ClusterStatus;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.change.RenameEntry;
import dev.pmxcfs.state.tree.ConfigPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.Test;

/** Changes from all nodes, of which one after the other is restarted (cluster, item 289). */
public class MixedLoad extends MixedCluster {

  private static final Duration LENGTH = Duration.ofMinutes(MINUTES);

  /** As the C server and this program say it. */
  private static final Pattern LEFT =
      Pattern.compile("leaving CPG group|is left, to be joined|is left until a restart");

  private static final int FILES = 12;
  private static final int CHANGES = 150;

  private final Random random = new Random(1);
  private int rounds;
  private int restarts;

  @Test
  public void item289_atEachQuietPointAllAreEqualAndNobodyHasLeft() {
    startAll();
    awaitEqual();
    long end = System.nanoTime() + LENGTH.toNanos();
    while (end - System.nanoTime() > 0) {
      List<CompletableFuture<Void>> load = load();
      if (rounds % 2 == 1) {
        restart(random.nextInt(3));
      }
      load.forEach(CompletableFuture::join);
      awaitAllOnline();
      awaitEqual();
      own.forEach(MixedLoad::assertHasNotLeft);
      assertFalse("the other has left", LEFT.matcher(foreign.log()).find());
      rounds++;
    }
    System.out.println(
        "mixed: load    " + rounds + " quiet points in " + LENGTH + ", " + restarts + " restarts");
  }

  private List<CompletableFuture<Void>> load() {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      RealNode node = own.get(i);
      if (rounds % 2 == 0 || i == 0) { // the others are restarted meanwhile
        var choice = new Random(random.nextLong());
        all.add(CompletableFuture.runAsync(() -> change(node, choice)));
      }
    }
    if (rounds % 2 == 0) {
      all.add(CompletableFuture.runAsync(() -> foreign.shell(script(), "")));
    }
    return all;
  }

  private static void change(RealNode node, Random choice) {
    for (int i = 0; i < CHANGES; i++) {
      int number = choice.nextInt(FILES);
      var one = ConfigPath.of("load" + number);
      // never onto itself: the kernel does not ask for that, and C servers cannot do it
      var other = ConfigPath.of("load" + (number + 1 + choice.nextInt(FILES - 1)) % FILES);
      switch (choice.nextInt(8)) {
        case 0 -> node.make(new MakeDirectory(one));
        case 1 -> node.make(new DeleteEntry(one));
        case 2 -> node.make(new RenameEntry(one, other));
        case 3 -> node.publish("key" + choice.nextInt(FILES), node + " " + i);
        default -> node.put(one.toString(), node + " " + i);
      }
    }
  }

  private static String script() {
    return "for i in $(seq "
        + CHANGES
        + "); do n=load$((i * 7 % "
        + FILES
        + ")); case $((i % 6)) in 0) mkdir $n;; 1) rm -f $n;; 2) rmdir $n;; *) echo C $i > $n;;"
        + " esac; done 2>/dev/null";
  }

  /** The first of ours goes on all the time. */
  private void restart(int which) {
    restarts++;
    switch (which) {
      case 0 -> {
        foreign.close();
        foreign.start();
      }
      case 1 -> {
        foreign.kill();
        foreign.start();
      }
      default -> {
        assertHasNotLeft(own.get(1));
        own.get(1).close();
        own.get(1).start();
      }
    }
  }

  private static void assertHasNotLeft(RealNode node) {
    ClusterStatus status = node.status();
    assertEquals(node + ", tree", Optional.empty(), status.tree().lastLeave());
    assertEquals(node + ", status", Optional.empty(), status.status().lastLeave());
    assertTrue(node.isQuorate());
  }
}
