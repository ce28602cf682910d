package dev.pmxcfs.state.directory;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.LoggedLines;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.directory.Changes.Move;
import dev.pmxcfs.state.directory.Finding.FoundDirectory;
import dev.pmxcfs.state.directory.Finding.FoundFile;
import dev.pmxcfs.state.directory.Finding.Gone;
import dev.pmxcfs.state.directory.Finding.LeftOut;
import dev.pmxcfs.state.directory.Finding.SameFile;
import dev.pmxcfs.state.directory.Finding.Unreadable;
import dev.pmxcfs.state.directory.LeftOutEntry.Kind;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeLimits;
import dev.qbipc.linux.file.FileStatus;
import dev.qbipc.linux.file.FileStatus.Timestamp;
import dev.qbipc.linux.file.FileStatus.Type;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.Rule;
import org.junit.Test;

/** What findings in a directory make of a tree. */
public class MirroredTreeTest {

  private static final long NOW = 1_795_533_456;
  private static final long EARLIER = NOW - 3600;

  private static final FoundDirectory LOOKED = new FoundDirectory(true);
  private static final FoundDirectory NOT_LOOKED = new FoundDirectory(false);

  private static final String GUEST = "nodes/a/lxc/100.conf";
  private static final String SAME_GUEST = "nodes/b/lxc/100.conf";

  @Rule public final LoggedLines log = new LoggedLines();

  private final Complaints complaints = new Complaints(Path.of("/srv/pve"));
  private int progress;
  private final MirroredTree mirror =
      new MirroredTree(
          Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC), complaints, () -> progress++);

  private static FileStatus status(long modified) {
    var time = new Timestamp(modified, 0);
    return new FileStatus(Type.REGULAR, 0644, 1, 0, 0, 1, 1, 1, time, time);
  }

  private static FoundFile file(String contents) {
    return new FoundFile(status(EARLIER), contents.getBytes());
  }

  private boolean update(Map<String, Finding> findings) {
    return mirror.update(new TreeMap<>(findings));
  }

  private Optional<String> served(String path) {
    return mirror.configuration().tree().file(ConfigPath.of(path)).map(String::new);
  }

  private boolean isThere(String path) {
    return mirror.configuration().tree().find(ConfigPath.of(path)).isPresent();
  }

  private void assertDeletes(Map<String, Finding> findings) {
    assertTrue(update(findings));
  }

  private void assertDeletesNothing(Map<String, Finding> findings) {
    assertFalse(update(findings));
  }

  @Test
  public void whatIsFoundIsServedAndKnownUntilItsStatusIsAnother() {
    assertDeletesNothing(Map.of("d", LOOKED, "d/f", file("one")));
    assertEquals(Optional.of("one"), served("d/f"));
    assertTrue(mirror.isKnown("d/f", status(EARLIER)));
    assertFalse(mirror.isKnown("d/f", status(EARLIER + 1)));
    assertFalse(mirror.isKnown("d/g", status(EARLIER)));
    var changed = new FoundFile(status(EARLIER + 1), "two".getBytes());
    assertDeletesNothing(Map.of("d/f", changed));
    assertEquals(Optional.of("two"), served("d/f"));
    assertTrue(mirror.isKnown("d/f", status(EARLIER + 1)));
    assertDeletesNothing(Map.of("d/f", new SameFile()));
    assertEquals(Optional.of("two"), served("d/f"));
  }

  @Test
  public void eachChangeIsProgress() {
    update(Map.of("d", LOOKED, "d/f", file("one")));
    assertEquals(2, progress);
    update(Map.of("d/f", file("one")));
    assertEquals("nothing has changed", 2, progress);
  }

  /** A look holds all of a directory in memory. */
  @Test
  public void findingsThatAreTakenInAreLetGo() {
    var findings = new TreeMap<String, Finding>(Map.of("f", file("one")));
    mirror.update(findings);
    assertTrue(findings.get("f") instanceof SameFile);
  }

  @Test
  public void whatHasGoneIsDeleted() {
    assertDeletesNothing(Map.of("f", new Gone()));
    update(Map.of("f", file("x"), "d", LOOKED, "d/f", file("y")));
    assertDeletes(Map.of("f", new Gone()));
    assertEquals(Optional.empty(), served("f"));
    assertFalse(mirror.isKnown("f", status(EARLIER)));
    assertDeletes(Map.of("d", new Gone()));
    assertFalse(isThere("d"));
    assertFalse(mirror.isKnown("d/f", status(EARLIER)));
  }

  @Test
  public void whatIsLeftOutIsDeletedToo() {
    update(Map.of("f", file("x")));
    var leftOut = new LeftOut(new LeftOutEntry("f", Kind.TYPE, "is a symbolic link"));
    assertDeletes(Map.of("f", leftOut));
    assertFalse(isThere("f"));
    assertDeletesNothing(Map.of("f", leftOut));
    assertEquals("said once", 1, log.with("is a symbolic link").size());
  }

  @Test
  public void whatCannotBeReadIsServedAsItWas() {
    update(Map.of("f", file("x")));
    assertDeletesNothing(Map.of("f", new Unreadable("input/output error")));
    assertEquals(Optional.of("x"), served("f"));
    assertEquals(Set.of("f"), complaints.retried());
    update(Map.of("f", file("x")));
    assertFalse("it can again", complaints.hasRetried());
  }

  @Test
  public void aFileInADirectorysPlaceAndTheOtherWay() {
    update(Map.of("a", LOOKED, "a/f", file("x"), "b", file("y")));
    assertDeletes(Map.of("a", file("z"), "b", NOT_LOOKED));
    assertEquals(Optional.of("z"), served("a"));
    assertTrue(isThere("b"));
    assertEquals(Optional.empty(), served("b"));
    assertFalse(mirror.isKnown("a/f", status(EARLIER)));
    assertDeletesNothing(Map.of("a", file("z"), "b", LOOKED));
  }

  @Test
  public void whatALookIntoADirectoryHasNotFoundIsDeleted() {
    update(Map.of("", LOOKED, "d", LOOKED, "d/f", file("x"), "d/g", file("y"), "h", file("z")));
    assertDeletesNothing(Map.of("d", NOT_LOOKED));
    assertDeletesNothing(Map.of("d", LOOKED, "d/f", new SameFile(), "d/g", new SameFile()));
    assertDeletesNothing(Map.of("e", LOOKED));
    assertDeletes(Map.of("d", LOOKED, "d/g", new SameFile()));
    assertFalse(isThere("d/f"));
    assertEquals(Optional.of("y"), served("d/g"));
    update(Map.of("", LOOKED, "d", NOT_LOOKED, "e", LOOKED));
    assertFalse("of the root too", isThere("h"));
    assertTrue(isThere("d/g"));
  }

  @Test
  public void complaintsOfWhatHasGoneAreWithdrawn() {
    update(Map.of("d", LOOKED, "d/f", file("x"), "d/g", file("y")));
    var unreadable = new Unreadable("input/output error");
    update(Map.of("d/f", unreadable, "d/g", unreadable, "h", unreadable));
    assertEquals(Set.of("d/f", "d/g", "h"), complaints.retried());
    update(Map.of("h", new Gone()));
    assertEquals(Set.of("d/f", "d/g"), complaints.retried());
    update(Map.of("d", LOOKED, "d/g", unreadable));
    assertEquals(Set.of("d/g"), complaints.retried());
    update(Map.of("d", new Gone()));
    assertEquals(Set.of(), complaints.retried());
  }

  @Test
  public void complaintsOfADirectoryEndWhenItIsFound() {
    update(Map.of("d", new Unreadable("permission denied")));
    assertTrue(complaints.hasRetried());
    update(Map.of("d", LOOKED));
    assertFalse(complaints.hasRetried());
  }

  private void findTwoOfOneGuest() {
    update(
        Map.of(
            "nodes",
            LOOKED,
            "nodes/a",
            LOOKED,
            "nodes/a/lxc",
            LOOKED,
            GUEST,
            file("first"),
            "nodes/b",
            LOOKED,
            "nodes/b/lxc",
            LOOKED));
    update(Map.of(SAME_GUEST, file("second")));
  }

  @Test
  public void whatTheRulesRefuseIsNamedAndMayBeLetInLater() {
    findTwoOfOneGuest();
    assertEquals(Optional.empty(), served(SAME_GUEST));
    assertEquals(Set.of(SAME_GUEST), mirror.refused());
    assertFalse("it is to be read again", mirror.isKnown(SAME_GUEST, status(EARLIER)));
    assertEquals(1, log.with(SAME_GUEST + " in /srv/pve is not served as it is: ").size());
    assertDeletes(Map.of(GUEST, new Gone()));
    update(Map.of(SAME_GUEST, file("second")));
    assertEquals(Optional.of("second"), served(SAME_GUEST));
    assertEquals(Set.of(), mirror.refused());
  }

  @Test
  public void aRefusalEndsWithWhatWasRefused() {
    findTwoOfOneGuest();
    assertDeletesNothing(Map.of(SAME_GUEST, new Gone()));
    assertEquals(Set.of(), mirror.refused());
    update(Map.of(SAME_GUEST, file("second")));
    assertDeletes(Map.of("nodes/b", new Gone()));
    assertEquals(Set.of(), mirror.refused());
  }

  @Test
  public void contentsThatTheRulesRefuseLeaveTheFileAsItWas() {
    update(Map.of("f", file("x")));
    var tooLarge = new FoundFile(status(EARLIER + 1), new byte[WriteFile.MAX_FILE_SIZE + 1]);
    assertDeletesNothing(Map.of("f", tooLarge));
    assertEquals(Optional.of("x"), served("f"));
    assertEquals(Set.of("f"), mirror.refused());
    assertFalse(mirror.isKnown("f", status(EARLIER + 1)));
  }

  @Test
  public void aTouchedFileHasANewTime() {
    update(Map.of("f", file("x")));
    long version = mirror.configuration().tree().version();
    update(Map.of("f", file("x")));
    assertEquals("nothing has changed", version, mirror.configuration().tree().version());
    update(Map.of("f", new FoundFile(status(EARLIER + 7), "x".getBytes())));
    var entry = mirror.configuration().tree().find(ConfigPath.of("f")).orElseThrow();
    assertEquals(EARLIER + 7, entry.attributes().mtime());
    assertEquals(version + 1, mirror.configuration().tree().version());
    assertTrue(mirror.isKnown("f", status(EARLIER + 7)));
  }

  @Test
  public void asManyBytesAreServedAsTheTreeMayHold() {
    long room = mirror.room();
    assertEquals(TreeLimits.MAX_BYTES, room);
    var large = new FoundFile(status(EARLIER), new byte[WriteFile.MAX_FILE_SIZE]);
    long files = TreeLimits.MAX_BYTES / WriteFile.MAX_FILE_SIZE;
    for (int i = 0; i < files; i++) {
      update(Map.of("f" + i, large));
    }
    assertEquals(0, mirror.room());
    assertEquals(WriteFile.MAX_FILE_SIZE, mirror.bytesAt("f0"));
    assertEquals(Set.of(), complaints.retried());
    update(Map.of("g", file("x")));
    assertFalse(isThere("g"));
    assertEquals(Set.of("g"), complaints.retried());
    assertEquals(1, log.with("there is more in the directory than is served in all").size());
    update(Map.of("empty", file("")));
    assertTrue(isThere("empty"));
    update(Map.of("f0", new FoundFile(status(EARLIER + 1), new byte[WriteFile.MAX_FILE_SIZE - 1])));
    update(Map.of("g", file("x")));
    assertEquals(Optional.of("x"), served("g"));
    assertEquals(Set.of(), complaints.retried());
  }

  @Test
  public void aFileThatMovesIsNeverMissingAndIsReadAgain() {
    update(Map.of("f", file("x"), "g", file("y")));
    mirror.move(new Move("f", "g"));
    assertEquals(Optional.of("x"), served("g"));
    assertFalse(isThere("f"));
    assertFalse(mirror.isKnown("f", status(EARLIER)));
    assertFalse(mirror.isKnown("g", status(EARLIER)));
  }

  @Test
  public void directoriesAndWhatTheRulesRefuseAreNotMoved() {
    update(Map.of("d", LOOKED, "d/f", file("x"), "g", file("y")));
    mirror.move(new Move("d", "e"));
    mirror.move(new Move("none", "e"));
    mirror.move(new Move("g", "d"));
    assertTrue(isThere("d/f"));
    assertFalse(isThere("e"));
    assertEquals(Optional.of("y"), served("g"));
    assertTrue(mirror.isKnown("g", status(EARLIER)));
  }

  @Test
  public void whatIsThereAtTheStartCountsAsLoaded() {
    findTwoOfOneGuest();
    var before = mirror.configuration();
    mirror.countAsLoaded();
    assertEquals(before.tree(), mirror.configuration().tree());
    assertTrue(mirror.configuration().guests().guest(100).isPresent());
    assertEquals(List.of(), log.with("second guest"));
  }
}
