package dev.pmxcfs.state.directory;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.file.Inotify;
import dev.qbipc.linux.file.InotifyEvent;
import dev.qbipc.linux.file.OpenDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Which directory each watch is for. */
public class WatchesTest {

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Inotify inotify;
  private Watches watches;

  @Before
  public void create() throws IOException {
    inotify = Inotify.create();
    watches = new Watches(inotify);
  }

  @After
  public void close() {
    inotify.close();
  }

  private Path make(String path) throws IOException {
    return Files.createDirectories(folder.getRoot().toPath().resolve(path));
  }

  private void add(String path, Path directory) throws IOException {
    try (OpenDirectory opened = OpenDirectory.open(directory)) {
      watches.add(path, opened);
    }
  }

  /** The path by which a file is told of that is made in a directory; null if nothing is told. */
  private String toldOf(Path directory) throws IOException {
    inotify.read();
    Path file = Files.createTempFile(directory, "f", "");
    for (InotifyEvent event : inotify.read()) {
      if (event.isAboutName()) {
        return watches.path(event.watch());
      }
    }
    Files.delete(file);
    return null;
  }

  private int ended() throws IOException {
    List<InotifyEvent> events = inotify.read();
    return (int) events.stream().filter(InotifyEvent::isEndOfWatch).count();
  }

  @Test
  public void aWatchIsOfThePathWhereItsDirectoryWasSeenLast() throws Exception {
    Path directory = make("a");
    add("a", directory);
    assertTrue(watches.contain("a"));
    assertEquals("a", toldOf(directory));
    add("b", directory);
    assertEquals("b", toldOf(directory));
    assertNull(watches.path(-1));
  }

  @Test
  public void anotherDirectoryAtAPathEndsTheWatchOfTheFirst() throws Exception {
    Path first = make("a");
    Path second = make("b");
    add("x", first);
    add("x", second);
    assertEquals("x", toldOf(second));
    assertNull(toldOf(first));
    add("x", second);
    assertEquals("the same one stays", "x", toldOf(second));
  }

  @Test
  public void whatIsRemovedIsNotToldOfNorAnythingBelowIt() throws Exception {
    add("a", make("a"));
    add("a/b", make("a/b"));
    add("ab", make("ab"));
    watches.remove("a");
    assertEquals(2, ended());
    assertFalse(watches.contain("a") || watches.contain("a/b"));
    assertNull(toldOf(make("a")));
    assertNull(toldOf(make("a/b")));
    assertEquals("ab", toldOf(make("ab")));
    watches.remove("none");
    assertEquals(0, ended());
  }

  /** It was looked at where it is now before its old path was. */
  @Test
  public void aDirectoryThatHasMovedIsWatchedOn() throws Exception {
    Path directory = make("a");
    add("old", directory);
    add("new", directory);
    watches.remove("old");
    assertEquals("new", toldOf(directory));
  }

  @Test
  public void someAreRetained() throws Exception {
    add("a", make("a"));
    add("b", make("b"));
    watches.retain(Set.of("b", "c"));
    assertFalse(watches.contain("a"));
    assertTrue(watches.contain("b"));
    assertEquals(1, ended());
    assertEquals("b", toldOf(make("b")));
  }

  @Test
  public void aWatchThatTheKernelHasEndedIsForgotten() throws Exception {
    Path directory = make("a");
    add("a", directory);
    Files.delete(directory);
    for (InotifyEvent event : inotify.read()) {
      if (event.isEndOfWatch()) {
        watches.ended(event.watch());
        assertNull(watches.path(event.watch()));
        watches.ended(event.watch());
      }
    }
    assertFalse(watches.contain("a"));
    add("a", make("a"));
    assertEquals("a", toldOf(make("a")));
  }

  /** The path is another directory's by then. */
  @Test
  public void theEndOfAnOldWatchLeavesItsPathToTheNewOne() throws Exception {
    Path first = make("a");
    add("x", first);
    int old = watchOf(first);
    Path second = make("b");
    add("x", second);
    watches.ended(old);
    assertTrue(watches.contain("x"));
    assertEquals("x", toldOf(second));
  }

  private int watchOf(Path directory) throws IOException {
    try (OpenDirectory opened = OpenDirectory.open(directory)) {
      return inotify.watch(opened);
    }
  }
}
