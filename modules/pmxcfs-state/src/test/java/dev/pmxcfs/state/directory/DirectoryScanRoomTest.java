package dev.pmxcfs.state.directory;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.state.directory.Finding.FoundFile;
import dev.pmxcfs.state.directory.Finding.Unreadable;
import dev.qbipc.linux.file.FileStatus;
import dev.qbipc.linux.file.OpenDirectory;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** How much a look at a directory takes in. */
public class DirectoryScanRoomTest {

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private void write(String name, int length) throws Exception {
    Files.write(folder.getRoot().toPath().resolve(name), new byte[length]);
  }

  private Map<String, Finding> found(long room, Map<String, Long> replaced) throws Exception {
    var scan =
        new DirectoryScan(
            new DirectoryScan.Listener() {
              @Override
              public boolean isKnown(String path, FileStatus status) {
                return false;
              }

              @Override
              public long replacedBytes(String path) {
                return replaced.getOrDefault(path, 0L);
              }

              @Override
              public boolean enter(String path, OpenDirectory directory) {
                return true;
              }

              @Override
              public void abandon(String path) {}

              @Override
              public void progress() {}
            },
            room);
    try (var directory = OpenDirectory.open(folder.getRoot().toPath())) {
      for (String name : new String[] {"a", "b", "c"}) {
        scan.look(directory, "", name);
      }
    }
    return scan.findings();
  }

  private static void assertFound(Map<String, Finding> found, String... names) {
    assertEquals(Set.of("a", "b", "c"), found.keySet());
    for (var finding : found.entrySet()) {
      boolean expected = String.join("", names).contains(finding.getKey());
      assertEquals(finding.getKey(), expected, finding.getValue() instanceof FoundFile);
      assertEquals(finding.getKey(), !expected, finding.getValue() instanceof Unreadable);
    }
  }

  @Test
  public void thereIsRoomForSoManyBytesAndNoMore() throws Exception {
    write("a", 60);
    write("b", 40);
    write("c", 1);
    assertFound(found(100, Map.of()), "a", "b");
    assertFound(found(101, Map.of()), "a", "b", "c");
    assertFound(found(59, Map.of()), "b", "c");
  }

  /** Or else files that are read anew would deny a new one the room that there is for it. */
  @Test
  public void whatTakesThePlaceOfOtherBytesNeedsNoRoom() throws Exception {
    write("a", 60);
    write("b", 40);
    write("c", 10);
    assertFound(found(10, Map.of("a", 60L, "b", 40L)), "a", "b", "c");
    assertFound(found(9, Map.of("a", 60L, "b", 40L)), "a", "b");
    assertFound(found(9, Map.of("a", 61L, "b", 40L)), "a", "b", "c");
    assertFound(found(10, Map.of("a", 60L, "b", 39L)), "a", "b");
  }
}
