package dev.pmxcfs.state.directory;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.directory.Changes.Move;
import dev.pmxcfs.state.directory.Finding.FoundDirectory;
import dev.pmxcfs.state.directory.Finding.FoundFile;
import dev.pmxcfs.state.directory.Finding.Gone;
import dev.pmxcfs.state.directory.Finding.SameFile;
import dev.qbipc.linux.SystemCallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What the kernel's events are taken for, and looks that miss nothing. */
public class FollowedDirectoryTest {

  private static final long ROOM = 1000;
  private static final int FOREVER = -1;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path path;
  private FollowedDirectory followed;
  private boolean known;
  private int looks;

  @Before
  public void follow() throws Exception {
    path = folder.newFolder("above", "config").toPath();
    Files.createDirectory(path.resolve("d"));
    Files.writeString(path.resolve("d/f"), "x");
    followed = follow(path);
  }

  private FollowedDirectory follow(Path directory) throws Exception {
    var opened =
        new FollowedDirectory(directory, (file, status) -> known, file -> 0, () -> looks++);
    opened.lookAtAll();
    return opened;
  }

  @After
  public void close() {
    followed.close();
  }

  private Map<String, Boolean> names() throws Exception {
    Changes changes = followed.events().changes();
    assertFalse(changes.all() || changes.root());
    return changes.names();
  }

  private Path make(String name) throws IOException {
    return Files.createFile(path.resolve(name));
  }

  @Test
  public void namesAreToldWithWhetherSomethingHasThem() throws Exception {
    assertFalse(followed.events().hasEvents());
    Path file = make("a");
    assertTrue(followed.events().hasEvents());
    assertEquals(Map.of("a", true), names());
    assertFalse(followed.events().hasEvents());
    Files.writeString(path.resolve("d/f"), "changed");
    Files.delete(file);
    make("d/g");
    assertEquals(Map.of("a", false, "d/f", true, "d/g", true), names());
    assertEquals(Map.of(), names());
  }

  @Test
  public void aRenameInsideIsAMove() throws Exception {
    make("a");
    make("b");
    names();
    Path outside = path.resolveSibling("outside");
    Files.move(path.resolve("b"), outside);
    Files.move(path.resolve("a"), path.resolve("d/a"));
    Files.move(outside, path.resolve("c"));
    Changes changes = followed.events().changes();
    assertEquals(List.of(new Move("a", "d/a")), changes.moves());
    assertEquals(Map.of("a", false, "b", false, "c", true, "d/a", true), changes.names());
  }

  /** It is told of where it is now, once it was looked at there. */
  @Test
  public void aDirectoryThatHasMovedIsToldOfNoMoreByItsOldPath() throws Exception {
    Files.move(path.resolve("d"), path.resolve("e"));
    assertEquals(Map.of("d", false, "e", true), names());
    make("e/g");
    assertEquals(Map.of(), names());
    assertEquals(Set.of("e", "e/f", "e/g"), followed.look(Map.of("e", true), ROOM).keySet());
    make("e/h");
    assertEquals(Map.of("e/h", true), names());
  }

  @Test
  public void aDirectoryThatIsRemovedIsANameThatIsGone() throws Exception {
    Files.delete(path.resolve("d/f"));
    Files.delete(path.resolve("d"));
    assertEquals(Map.of("d", false, "d/f", false), names());
  }

  @Test
  public void theEndOfTheDirectoryItselfIsToldOfTheRoot() throws Exception {
    Path aside = Files.move(path, path.resolveSibling("aside"));
    assertTrue(followed.events().changes().root());
    assertFalse(followed.isAtItsPath());
    assertThrows(SystemCallException.class, followed::reopen);
    Files.move(aside, path);
    assertTrue(followed.isAtItsPath());
    assertFalse("the same one", followed.reopen());
    Files.move(path, aside);
    Files.createDirectory(path);
    assertFalse(followed.isAtItsPath());
    assertTrue("another one", followed.reopen());
    assertEquals("the first is not held", 0, openAt(aside));
    assertEquals(1, openAt(path));
    assertTrue(followed.isAtItsPath());
    followed.lookAtAll();
    followed.events().changes();
    make("a");
    assertEquals(Map.of("a", true), names());
  }

  @Test
  public void aDirectoryThatIsRemovedAndMadeAnewIsAnotherOne() throws Exception {
    Files.delete(path.resolve("d/f"));
    Files.delete(path.resolve("d"));
    Files.delete(path);
    assertFalse(followed.isAtItsPath());
    Files.createDirectory(path);
    assertFalse(followed.isAtItsPath());
    assertTrue(followed.reopen());
    assertTrue(followed.isAtItsPath());
  }

  @Test
  public void whatIsPutAtItsPathIsToldOfOnceTheParentIsWatched() throws Exception {
    make("../sibling");
    assertFalse("not before", followed.events().hasEvents());
    followed.events().watchParent();
    followed.events().watchParent();
    make("../other");
    assertTrue(followed.events().hasEvents());
    assertEquals(Map.of(), names());
    Files.move(path, path.resolveSibling("aside"));
    followed.events().changes();
    Files.createDirectory(path);
    assertTrue(followed.events().changes().root());
    Path above = path.getParent();
    try (Stream<Path> all = Files.walk(above)) {
      for (Path each : all.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(each);
      }
    }
    followed.events().changes();
    Files.createDirectories(path);
    assertTrue(followed.reopen());
    assertTrue("the parent's end", followed.events().changes().root());
    followed.events().watchParent();
    Files.move(path, path.resolveSibling("aside"));
    assertTrue("of the new parent", followed.events().changes().root());
  }

  @Test
  public void aLinkThatLeadsElsewhereIsToldOf() throws Exception {
    Path link = Files.createSymbolicLink(path.resolveSibling("link"), path);
    followed.close();
    followed = follow(link);
    Path other = Files.createDirectory(path.resolveSibling("other"));
    assertEquals(Map.of(), names());
    Path next = Files.createSymbolicLink(path.resolveSibling("next"), other);
    Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
    assertTrue(followed.events().changes().root());
    assertTrue(followed.reopen());
  }

  @Test
  public void aLookAtAllFindsEverythingAndReadsWhatIsNotKnown() throws Exception {
    looks = 0;
    var found = followed.lookAtAll();
    assertEquals(Set.of("", "d", "d/f"), found.keySet());
    assertEquals(new FoundDirectory(true), found.get(""));
    assertTrue(found.get("d/f") instanceof FoundFile);
    assertEquals(2, looks);
    known = true;
    assertEquals(new SameFile(), followed.lookAtAll().get("d/f"));
    assertTrue(
        "told to have changed",
        followed.look(Map.of("d/f", true), ROOM).get("d/f") instanceof FoundFile);
  }

  @Test
  public void aLookAtAllEndsTheWatchesOfWhatIsElsewhereNow() throws Exception {
    Path aside = Files.move(path.resolve("d"), path.resolveSibling("aside"));
    followed.lookAtAll();
    followed.events().changes();
    Files.createFile(aside.resolve("g"));
    assertFalse(followed.events().hasEvents());
  }

  /** Another look is to come: it may have left by a rename. */
  @Test
  public void whatIsGoneAgainIsPassedOverWhereTheOppositeWasTold() throws Exception {
    assertEquals(Map.of("a", new Gone()), followed.look(Map.of("a", false), ROOM));
    assertEquals(Map.of(), followed.look(Map.of("a", true), ROOM));
    assertEquals("its directory is told of", Map.of(), followed.look(Map.of("e/a", false), ROOM));
    assertEquals(Map.of(), followed.look(Map.of("d/f/a", false), ROOM));
  }

  @Test
  public void aNewDirectoryIsLookedIntoOnceAndWatchedFromThenOn() throws Exception {
    Files.createDirectories(path.resolve("n/m"));
    make("n/m/f");
    assertEquals(Map.of("n", true), names());
    var found = followed.look(Map.of("n", true), ROOM);
    assertEquals(Set.of("n", "n/m", "n/m/f"), found.keySet());
    assertEquals(new FoundDirectory(true), found.get("n"));
    assertEquals(Map.of("n", new FoundDirectory(false)), followed.look(Map.of("n", true), ROOM));
    make("n/m/g");
    assertEquals(Map.of("n/m/g", true), names());
  }

  @Test
  public void aWaitEndsByAChangeOrByBeingWokenUp() throws Exception {
    long begin = System.nanoTime();
    followed.events().await(50);
    assertTrue(System.nanoTime() - begin >= 49_000_000);
    followed.events().wakeUp();
    followed.events().await(FOREVER);
    make("a");
    followed.events().await(FOREVER);
    assertTrue(followed.events().hasEvents());
  }

  @Test
  public void itsEndHasNothingOpen() throws Exception {
    long before = watchers();
    FollowedDirectory other = follow(path);
    assertEquals(before + 1, watchers());
    other.close();
    assertEquals(before, watchers());
    Path none = path.resolve("none");
    assertThrows(SystemCallException.class, () -> follow(none));
    assertEquals(before, watchers());
  }

  private static long watchers() throws IOException {
    return open(name -> name.contains("inotify"));
  }

  private static long openAt(Path path) throws IOException {
    return open(path.toString()::equals);
  }

  private static long open(Predicate<String> isCounted) throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.map(FollowedDirectoryTest::target).filter(isCounted).count();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // of the look itself
    }
  }
}
