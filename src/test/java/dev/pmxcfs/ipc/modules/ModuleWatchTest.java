package dev.pmxcfs.ipc.modules;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Which jars a look at the directory finds complete: those that the look before saw just so. */
public class ModuleWatchTest {

  private static final List<Path> NONE = List.of();

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private ModuleWatch watch;

  @Before
  public void watchADirectoryWithAJar() throws IOException {
    write("old.jar", "from the start");
    watch = new ModuleWatch(null, new ModuleDirectory(folder.getRoot().toPath()), null);
  }

  private Path jar(String name) {
    return folder.getRoot().toPath().resolve(name);
  }

  private Path write(String name, String contents) throws IOException {
    return Files.writeString(jar(name), contents);
  }

  private void append(String name) throws IOException {
    Files.writeString(jar(name), "more", StandardOpenOption.APPEND);
  }

  @Test
  public void jarsThatWereThereAtTheStartAreServedAlready() {
    assertEquals(NONE, watch.complete());
    assertEquals(NONE, watch.complete());
  }

  @Test
  public void aJarIsCompleteAtTheSecondLookAndNotAgain() throws IOException {
    Path added = write("new.jar", "x");
    assertEquals("seen for the first time", NONE, watch.complete());
    assertEquals(List.of(added), watch.complete());
    assertEquals(NONE, watch.complete());
  }

  @Test
  public void aJarThatGrowsIsNotCompleteHoweverLongItTakes() throws IOException {
    Path grown = write("new.jar", "x");
    for (int i = 0; i < 20; i++) {
      assertEquals("look " + i, NONE, watch.complete());
      append("new.jar");
    }
    assertEquals(NONE, watch.complete());
    assertEquals(List.of(grown), watch.complete());
  }

  @Test
  public void aJarThatIsReplacedIsCompleteAtTheSecondLookToo() throws IOException {
    Path other = Files.writeString(folder.getRoot().toPath().resolve("other"), "as long as it was");
    FileTime time = Files.getLastModifiedTime(jar("old.jar"));
    Files.writeString(other, "from the start");
    Files.setLastModifiedTime(other, time);
    Files.move(other, jar("old.jar"), StandardCopyOption.REPLACE_EXISTING);
    assertEquals("of the same size and time", NONE, watch.complete());
    assertEquals(List.of(jar("old.jar")), watch.complete());
  }

  @Test
  public void aJarThatGoesAndComesBackIsTakenAnew() throws IOException {
    Files.delete(jar("old.jar"));
    assertEquals(NONE, watch.complete());
    write("old.jar", "another one");
    assertEquals(NONE, watch.complete());
    assertEquals(List.of(jar("old.jar")), watch.complete());
  }

  @Test
  public void aDirectoryThatIsGoneForAMomentChangesNothing() throws IOException {
    Path away = folder.getRoot().toPath().resolveSibling(folder.getRoot().getName() + "-away");
    Files.move(folder.getRoot().toPath(), away);
    assertEquals(NONE, watch.complete());
    Files.move(away, folder.getRoot().toPath());
    assertEquals(NONE, watch.complete());
    assertEquals(NONE, watch.complete());
  }
}
