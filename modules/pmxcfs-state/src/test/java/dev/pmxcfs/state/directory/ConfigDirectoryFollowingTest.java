package dev.pmxcfs.state.directory;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.LoggedLines;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeLimits;
import dev.qbipc.testing.Patience;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** How a directory is followed where that is not easy. */
public class ConfigDirectoryFollowingTest {

  private static final Path QUEUE_LENGTH = Path.of("/proc/sys/fs/inotify/max_queued_events");
  private static final long PATIENCE_MINUTES = 2;
  private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  @Rule public TemporaryFolder folder = new TemporaryFolder();

  @Rule public LoggedLines log = new LoggedLines();

  private final AtomicReference<Configuration> seen = new AtomicReference<>();

  /** Where the thread that follows stands while it is to be kept from its work. */
  private volatile CountDownLatch barrier = new CountDownLatch(0);

  private final CountDownLatch atTheBarrier = new CountDownLatch(1);

  private Path directory;
  private ConfigDirectory followed;

  @Before
  public void follow() throws IOException {
    directory = folder.newFolder("config").toPath();
    put("user.cfg", "as it was");
    put("gone.cfg", "not for long");
    followed = ConfigDirectory.open(directory, Clock.systemUTC());
    seen.set(followed.loaded());
    followed.follow(this::publish);
  }

  private void publish(Configuration configuration) {
    seen.set(configuration);
    if (barrier.getCount() > 0) {
      atTheBarrier.countDown();
      try {
        barrier.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Has the thread that follows stand still. */
  private CountDownLatch stop() throws Exception {
    barrier = new CountDownLatch(1);
    put("stop.cfg", "");
    assertTrue(atTheBarrier.await(PATIENCE_MINUTES, TimeUnit.MINUTES));
    return barrier;
  }

  @After
  public void end() {
    barrier.countDown();
    followed.close();
  }

  /** The kernel keeps a number of events, and says afterwards only that it has dropped some. */
  @Test
  public void anOverflowOfEventsLosesNoChange() throws Exception {
    CountDownLatch stopped = stop();
    int length = queueLength();
    for (int i = 0; i <= length; i++) {
      // by turns, since the kernel makes one event of two that are equal
      Files.setLastModifiedTime(
          directory.resolve(i % 2 == 0 ? "user.cfg" : "stop.cfg"), FileTime.fromMillis(i));
    }
    put("user.cfg", "changed");
    put("nodes/new/lxc/100.conf", "cores: 1\n");
    Files.delete(directory.resolve("gone.cfg"));
    stopped.countDown();
    assertServed("changed", "user.cfg");
    assertServed("cores: 1\n", "nodes/new/lxc/100.conf");
    assertServed(null, "gone.cfg");
    put("nodes/new/lxc/100.conf", "cores: 2\n");
    assertServed("cores: 2\n", "nodes/new/lxc/100.conf");
  }

  /** In one read, as the kernel has no more to say behind the first byte. */
  private static int queueLength() throws IOException {
    try (var reader = Files.newBufferedReader(QUEUE_LENGTH)) {
      return Integer.parseInt(reader.readLine());
    }
  }

  /** All of it before anybody looks. */
  @Test
  public void aDirectoryInThePlaceOfAnotherIsLookedIntoAnew() throws Exception {
    put("nodes/a/one.cfg", "first");
    put("nodes/b/two.cfg", "second");
    assertServed("first", "nodes/a/one.cfg");
    CountDownLatch stopped = stop();
    Path nodes = directory.resolve("nodes");
    Files.move(nodes.resolve("a"), directory.resolveSibling("aside"));
    Files.move(nodes.resolve("b"), nodes.resolve("a"));
    stopped.countDown();
    assertServed(null, "nodes/a/one.cfg");
    assertServed("second", "nodes/a/two.cfg");
    assertServed(null, "nodes/b/two.cfg");
    put("nodes/a/two.cfg", "changed");
    assertServed("changed", "nodes/a/two.cfg");
    Files.writeString(directory.resolveSibling("aside").resolve("one.cfg"), "outside");
    assertServed(null, "nodes/a/one.cfg");
  }

  @Test
  public void nobodyWaitsForEverForADirectoryThatDoesNotAnswer() throws Exception {
    followed.close();
    followed = ConfigDirectory.open(directory, Clock.systemUTC(), SHORT_NANOS);
    followed.follow(this::publish);
    CountDownLatch stopped = stop();
    put("user.cfg", "changed");
    assertEquals("it did all the time", List.of(), log.with("answers again"));
    assertServed("as it was", "user.cfg");
    assertThat(followed.fault().orElse(""), containsString(directory + " does not answer"));
    stopped.countDown();
    awaitNoFault();
    assertEquals(1, log.with(directory + " does not answer; what was read before").size());
    // not by asking, since whoever waits a short while for a busy machine gives up again
    await(() -> !log.with(directory + " answers again").isEmpty());
    assertEquals(1, log.with(directory + " answers again").size());
    assertBecomesServed("changed", "user.cfg");
  }

  private void awaitNoFault() {
    await(() -> followed.fault().isEmpty());
    assertEquals(Optional.empty(), followed.fault());
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  @Test
  public void theEndDoesNotWaitForADirectoryThatDoesNotAnswer() throws Exception {
    CountDownLatch stopped = stop();
    put("user.cfg", "changed");
    followed.close();
    assertEquals("it is still there", 1, stopped.getCount());
    assertEquals(1, log.with(directory + " does not answer, and is given up").size());
    followed.refresh();
    assertEquals("nobody waits", List.of(), log.with("does not answer; "));
  }

  @Test
  public void theEndEndsTheThreadAndHasNothingOpen() throws Exception {
    Set<Thread> others = followers();
    followed.close();
    followed = ConfigDirectory.open(directory, Clock.systemUTC());
    followed.follow(this::publish);
    Thread follower = followerBut(others);
    assertTrue("it keeps no server from its end", follower.isDaemon());
    assertEquals(1, openOf(directory));
    followed.close();
    assertFalse(follower.isAlive());
    assertEquals(0, openOf(directory));
    assertEquals(List.of(), log.with("given up"));
    ConfigDirectory notFollowed = ConfigDirectory.open(directory, Clock.systemUTC());
    assertEquals(1, openOf(directory));
    notFollowed.close();
    assertEquals(0, openOf(directory));
  }

  /** One that was given up in an earlier test may not have come to its end. */
  private static Thread followerBut(Set<Thread> others) {
    return followers().stream()
        .filter(follower -> !others.contains(follower))
        .findAny()
        .orElseThrow();
  }

  private static Set<Thread> followers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("config-directory"))
        .collect(Collectors.toSet());
  }

  private static long openOf(Path directory) throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(descriptor -> leadsTo(directory, descriptor)).count();
    }
  }

  private static boolean leadsTo(Path directory, Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).equals(directory);
    } catch (IOException e) {
      return false; // of the look itself
    }
  }

  @Test
  public void whoIsInterruptedAtTheEndIsSoStill() {
    Thread.currentThread().interrupt();
    followed.close();
    assertTrue(Thread.interrupted());
  }

  @Test
  public void aDirectoryThatVanishesIsServedOnAndFollowedWhenItIsBack() throws Exception {
    Path aside = directory.resolveSibling("aside");
    Files.move(directory, aside);
    assertServed("as it was", "user.cfg");
    assertThat(followed.fault().orElse(""), containsString(directory + " has vanished"));
    assertEquals(1, log.with(directory + " has vanished; what was read before").size());
    Files.createDirectory(directory);
    put("user.cfg", "another directory's");
    assertServed("another directory's", "user.cfg");
    assertServed(null, "gone.cfg");
    Files.writeString(aside.resolve("user.cfg"), "aside");
    assertServed("another directory's", "user.cfg");
    assertEquals(Optional.empty(), followed.fault());
    put("user.cfg", "changed there");
    assertServed("changed there", "user.cfg");
    assertEquals("said once", 1, log.with("has vanished").size());
    assertEquals(1, log.with(directory + " is followed again").size());
  }

  /** A rename of a directory above is told by no event. */
  @Test
  public void aDirectoryThatIsReplacedWithAllAboveItIsFoundByWhoAsksForFaults() throws Exception {
    followed.close();
    directory = Files.createDirectories(directory.resolve("above/config"));
    put("user.cfg", "old");
    followed = ConfigDirectory.open(directory, Clock.systemUTC());
    followed.follow(this::publish);
    Path above = directory.getParent();
    Files.move(above, above.resolveSibling("aside"));
    put("user.cfg", "new");
    assertThat(followed.fault().orElse(""), containsString("is another one now"));
    awaitNoFault();
    assertServed("new", "user.cfg");
  }

  @Test
  public void aGuestThatMovesToAnotherNodeIsNeverMissing() throws Exception {
    put("nodes/a/lxc/100.conf", "cores: 1\n");
    Files.createDirectories(directory.resolve("nodes/b/lxc"));
    followed.refresh();
    var mover = new Thread(this::moveBackAndForth);
    mover.start();
    int missing = 0;
    while (mover.isAlive()) {
      followed.refresh();
      missing += seen.get().guests().guest(100).isPresent() ? 0 : 1;
    }
    mover.join();
    assertEquals(0, missing);
  }

  private void moveBackAndForth() {
    Path a = directory.resolve("nodes/a/lxc/100.conf");
    Path b = directory.resolve("nodes/b/lxc/100.conf");
    try {
      for (int i = 0; i < 500; i++) {
        Files.move(a, b, StandardCopyOption.ATOMIC_MOVE);
        Files.move(b, a, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** As anybody who reads the file sees it. */
  @Test
  public void aFileThatIsBeingWrittenIsServedAsFarAsItIsWritten() throws Exception {
    try (var out = Files.newOutputStream(directory.resolve("user.cfg"))) {
      assertServed("", "user.cfg");
      out.write('a');
      assertServed("a", "user.cfg");
      out.write('b');
      assertServed("ab", "user.cfg");
    }
    assertServed("ab", "user.cfg");
  }

  @Test
  public void whatIsNoFileOfThisDirectoryIsLeftOutAndWaitedForByNobody() throws Exception {
    Path outside = folder.newFile().toPath();
    Files.writeString(outside, "outside");
    Path file = directory.resolve("user.cfg");
    Files.delete(file);
    assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
    assertServed(null, "user.cfg");
    Files.delete(file);
    Files.createSymbolicLink(file, outside);
    assertServed(null, "user.cfg");
    Files.delete(file);
    Files.createSymbolicLink(directory.resolve("nodes"), outside.getParent());
    assertServed(null, "nodes/" + outside.getFileName());
    put("user.cfg", "back");
    assertServed("back", "user.cfg");
  }

  /** Where others may write, one of them may have given the name to a file of somebody else. */
  @Test
  public void aFileWithOtherNamesIsTakenOnlyWhereItsOwnerHasPutIt() throws Exception {
    Path file = directory.resolve("linked.cfg");
    Files.createLink(file, directory.resolve("user.cfg"));
    assertServed("as it was", "linked.cfg");
    Files.delete(file);
    assertEquals(0, new ProcessBuilder("chmod", "o+w", directory.toString()).start().waitFor());
    Files.createLink(file, directory.resolve("user.cfg"));
    assertServed(null, "linked.cfg");
    Files.delete(directory.resolve("user.cfg"));
    assertServed("as it was", "linked.cfg");
  }

  /** No event tells of that: what was left out for it is looked at from time to time. */
  @Test
  public void aFileWhoseOtherNameIsRemovedElsewhereIsTaken() throws Exception {
    Path other = Files.writeString(folder.getRoot().toPath().resolve("other"), "mine alone");
    assertEquals(0, new ProcessBuilder("chmod", "o+w", directory.toString()).start().waitFor());
    Files.createLink(directory.resolve("linked.cfg"), other);
    assertServed(null, "linked.cfg");
    Files.delete(other);
    assertBecomesServed("mine alone", "linked.cfg");
  }

  @Test
  public void aFaultOfThisProgramIsToldAndTriedAgain() throws Exception {
    followed.close();
    var clock = new BreakableClock();
    followed = ConfigDirectory.open(directory, clock);
    followed.follow(this::publish);
    clock.broken = true;
    put("user.cfg", "changed");
    assertServed("as it was", "user.cfg");
    String fault = " changed, and was not read again, by a fault of this program; what was read";
    assertThat(followed.fault().orElse(""), containsString(directory + fault));
    assertEquals(1, log.with(directory + fault).size());
    clock.broken = false;
    assertBecomesServed("changed", "user.cfg");
    assertEquals(1, log.with(directory + " is followed again").size());
    assertEquals(Optional.empty(), followed.fault());
  }

  private static final class BreakableClock extends Clock {

    private volatile boolean broken;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      if (broken) {
        throw new IllegalStateException("broken by the test");
      }
      return Instant.now();
    }
  }

  private void assertBecomesServed(String contents, String path) throws Exception {
    assertBecomes(1L, () -> served(path).equals(Optional.of(contents)) ? 1L : 0L);
  }

  /** Or else whoever may write there could fill the server's memory. */
  @Test
  public void asMuchIsServedAsTheTreeMayHold() throws Exception {
    int files = (int) (TreeLimits.MAX_BYTES / WriteFile.MAX_FILE_SIZE);
    Files.delete(directory.resolve("user.cfg"));
    Files.delete(directory.resolve("gone.cfg"));
    Path large = Files.createDirectory(directory.resolve("large"));
    for (int i = 0; i < files + 2; i++) {
      try (var sparse = new RandomAccessFile(large.resolve("f" + i).toFile(), "rw")) {
        sparse.setLength(WriteFile.MAX_FILE_SIZE);
      }
    }
    assertBecomes(TreeLimits.MAX_BYTES, () -> seen.get().tree().root().bytes());
    put("../aside.cfg", "no room");
    Files.move(directory.resolveSibling("aside.cfg"), directory.resolve("user.cfg"));
    assertServed(null, "user.cfg");
    Files.delete(large.resolve("f0"));
    Files.delete(large.resolve("f1"));
    Files.delete(large.resolve("f2"));
    assertServed("no room", "user.cfg");
    assertBecomes((long) files, () -> (long) seen.get().tree().root().files());
    try (var file = Files.newOutputStream(large.resolve("f3"))) {
      file.write('x');
    }
    assertServed("x", "large/f3");
  }

  /** A directory and a link elsewhere change places while it is looked into. */
  @Test
  public void noRaceLeadsOutOfTheDirectory() throws Exception {
    Path outside = folder.newFolder("outside").toPath();
    Files.writeString(outside.resolve("secret.cfg"), "secret");
    Files.createSymbolicLink(directory.resolve("link"), outside);
    put("real/secret.cfg", "public");
    var exchanger = new Thread(this::exchange);
    exchanger.start();
    while (exchanger.isAlive()) {
      followed.refresh();
      assertTrue(served("place/secret.cfg").orElse("public").equals("public"));
    }
    exchanger.join();
  }

  private void exchange() {
    Path place = directory.resolve("place");
    try {
      for (int i = 0; i < 500; i++) {
        Files.move(directory.resolve("real"), place);
        Files.move(place, directory.resolve("real"));
        Files.move(directory.resolve("link"), place);
        Files.move(place, directory.resolve("link"));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void put(String path, String contents) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, contents);
  }

  /** What a reader sees who asks now. */
  private void assertServed(String contents, String path) {
    followed.refresh();
    assertEquals(path, Optional.ofNullable(contents), served(path));
  }

  /** What was left out for want of room is tried again once a second. */
  private void assertBecomes(long expected, Supplier<Long> value) throws Exception {
    long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
    do {
      followed.refresh();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    } while (value.get() != expected && System.nanoTime() < deadline);
    assertEquals(expected, (long) value.get());
  }

  private Optional<String> served(String path) {
    return seen.get().tree().file(ConfigPath.of(path)).map(String::new);
  }
}
