package dev.qbipc.linux.file;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.SystemCallException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What inotify(7) tells, and how its thread is woken up. */
public class InotifyTest {

  private static final int FOREVER = -1;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path path;
  private long before;
  private Inotify inotify;

  @Before
  public void watch() throws Exception {
    path = folder.getRoot().toPath();
    before = descriptors();
    inotify = Inotify.create();
  }

  @After
  public void end() {
    inotify.close();
  }

  private int watch(Path directory) throws Exception {
    try (OpenDirectory opened = OpenDirectory.open(directory)) {
      return inotify.watch(opened);
    }
  }

  private static long descriptors() throws Exception {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors
          .filter(
              descriptor -> {
                try {
                  String kind = Files.readSymbolicLink(descriptor).toString();
                  return kind.contains("inotify") || kind.contains("eventfd");
                } catch (Exception e) {
                  return false; // of the look itself
                }
              })
          .count();
    }
  }

  @Test
  public void eventsTellWhereAndWhatInTheirOrder() throws Exception {
    Path inner = Files.createDirectory(path.resolve("inner"));
    int outer = watch(path);
    int other = watch(inner);
    assertNotEquals(outer, other);
    assertEquals("the same directory", outer, watch(path));
    assertFalse(inotify.hasEvents());
    assertEquals(List.of(), inotify.read());
    Files.createFile(path.resolve("a"));
    Files.delete(path.resolve("a"));
    Files.createDirectory(inner.resolve("a longer name than one of sixteen bytes"));
    assertTrue(inotify.hasEvents());
    List<InotifyEvent> events = new ArrayList<>(inotify.read());
    events.removeIf(event -> !event.isAboutName());
    assertEquals(3, events.size());
    assertEquals(outer, events.get(0).watch());
    assertEquals("a", events.get(0).name());
    assertFalse(events.get(0).isGone());
    assertTrue(events.get(1).isGone());
    assertEquals(other, events.get(2).watch());
    assertEquals("a longer name than one of sixteen bytes", events.get(2).name());
    assertFalse(inotify.hasEvents());
  }

  @Test
  public void theTwoEventsOfARenameBelongTogether() throws Exception {
    watch(path);
    Path file = Files.createFile(path.resolve("a"));
    inotify.read();
    Files.move(file, path.resolve("b"));
    List<InotifyEvent> events = inotify.read();
    assertEquals(2, events.size());
    InotifyEvent from = events.get(0);
    InotifyEvent to = events.get(1);
    assertTrue(from.isMovedAway() && !from.isMovedHere() && from.isGone());
    assertTrue(to.isMovedHere() && !to.isMovedAway() && !to.isGone());
    assertEquals(from.cookie(), to.cookie());
    assertNotEquals(0, to.cookie());
    assertFalse(from.isOverflow() || from.isEndOfWatch() || from.isAboutDirectoryItself());
  }

  @Test
  public void theEndOfADirectoryIsToldOfItself() throws Exception {
    Path inner = Files.createDirectory(path.resolve("inner"));
    int watch = watch(inner);
    Files.delete(inner);
    List<InotifyEvent> events = inotify.read();
    assertTrue(events.stream().allMatch(event -> event.watch() == watch));
    assertTrue(events.stream().allMatch(event -> event.name().isEmpty()));
    assertTrue(events.stream().noneMatch(InotifyEvent::isAboutName));
    assertTrue(events.stream().anyMatch(InotifyEvent::isAboutDirectoryItself));
    assertTrue(events.get(events.size() - 1).isEndOfWatch());
    assertFalse(events.get(events.size() - 1).isAboutDirectoryItself());
  }

  @Test
  public void anOverflowIsOfNoWatch() {
    var overflow = new InotifyEvent(-1, Inotify.IN_Q_OVERFLOW, 0, "");
    assertTrue(overflow.isOverflow());
    assertFalse(overflow.isEndOfWatch() || overflow.isAboutName() || overflow.isGone());
    var other = new InotifyEvent(1, Inotify.IN_MODIFY, 0, "f");
    assertFalse(other.isOverflow() || other.isEndOfWatch() || other.isAboutName());
    assertFalse(other.isAboutDirectoryItself() || other.isGone() || other.isMovedHere());
  }

  @Test
  public void aWatchThatIsEndedTellsOnlyThat() throws Exception {
    int watch = watch(path);
    inotify.end(watch);
    Files.createFile(path.resolve("a"));
    List<InotifyEvent> events = inotify.read();
    assertEquals(1, events.size());
    assertTrue(events.get(0).isEndOfWatch());
    inotify.end(watch);
  }

  @Test
  public void aDirectoryThatIsClosedIsNotWatched() throws Exception {
    Path directory = Files.createDirectory(path.resolve("closed"));
    OpenDirectory closed = OpenDirectory.open(directory);
    closed.close();
    assertThrows(SystemCallException.class, () -> inotify.watch(closed));
  }

  /** Once for any number of calls, and also where the wait has not begun. */
  @Test
  public void aWaitEndsByAnEventOrByBeingWokenUp() throws Exception {
    watch(path);
    inotify.wakeUp();
    inotify.wakeUp();
    inotify.await(FOREVER);
    long begin = System.nanoTime();
    inotify.await(50);
    assertTrue("not woken up twice", System.nanoTime() - begin >= 49_000_000);
    Files.createFile(path.resolve("a"));
    inotify.await(FOREVER);
    assertTrue(inotify.hasEvents(FOREVER));
    inotify.read();
    assertFalse(inotify.hasEvents(1));
  }

  @Test
  public void itsEndClosesWhatItHadOpenOnce() throws Exception {
    assertEquals(before + 2, descriptors());
    inotify.close();
    assertEquals(before, descriptors());
    try (Inotify other = Inotify.create()) {
      inotify.close();
      inotify.wakeUp();
      assertEquals("those with the same numbers stay", before + 2, descriptors());
      other.wakeUp();
      other.await(FOREVER);
    }
  }
}
