package dev.qbipc.conformance;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.FormerDirectory;
import dev.qbipc.linux.file.PrivateDirectory;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.ring.Ring;
import dev.qbipc.ring.RingOwner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Conformance list C, item 32: what another user has put where our files go is never followed. */
public class PlantedNamesTest {

  private static final String UNTOUCHED = "untouched";

  @Rule public final TemporaryFolder directory = new TemporaryFolder();

  private Path victim;

  @Before
  public void makeVictim() throws Exception {
    victim = Files.writeString(directory.newFile().toPath(), UNTOUCHED);
  }

  @Test
  public void item32_plantedFilesAndLinksAreNotFollowed() throws Exception {
    Path nowhere = directory.getRoot().toPath().resolve("nowhere");
    Files.createSymbolicLink(planted("link" + Ring.HEADER_SUFFIX), victim);
    assertRefused("link");
    Files.createLink(planted("hard-link" + Ring.DATA_SUFFIX), victim);
    assertRefused("hard-link");
    Files.createSymbolicLink(planted("dangling" + Ring.DATA_SUFFIX), nowhere);
    assertRefused("dangling");
    assertFalse(Files.exists(nowhere));
  }

  private Path planted(String name) {
    return directory.getRoot().toPath().resolve(name);
  }

  private void assertRefused(String ring) throws Exception {
    String basePath = planted(ring).toString();
    var owner = new RingOwner(0, 0, 0600);
    var e =
        assertThrows(
            SystemCallException.class, () -> Ring.create(basePath, Processes.pageSize(), owner));
    assertEquals(Errno.name(Errno.EEXIST), Errno.name(e.errno()));
    assertEquals(UNTOUCHED, Files.readString(victim));
  }

  @Test
  public void item32_directoriesHaveUnpredictableNames() throws Exception {
    String prefix = directory.getRoot().toPath().resolve("qb-1-2-3-").toString();
    var first = PrivateDirectory.create(prefix);
    var second = PrivateDirectory.create(prefix);
    assertNotEquals(first.path(), second.path());
    assertEquals(0700, SharedMemory.Ownership.of(Path.of(first.path())).mode());
  }

  @Test
  public void item32_linkInADirectorysPlaceIsNotEmptied() throws Exception {
    Path link = Files.createSymbolicLink(planted("link"), victim.getParent());
    assertEquals(Optional.empty(), FormerDirectory.open(link.toString()));
    assertEquals(Optional.empty(), FormerDirectory.openAbandoned(link.toString()));
    assertEquals(UNTOUCHED, Files.readString(victim));
  }
}
