package dev.pmxcfs.ipc.server;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Looking up a group's number. */
public class GroupFileTest {

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void aGroupIsFoundByItsWholeName() throws IOException {
    Path file = file("root:x:0:", "www-data-old:x:34:", "www-data:x:33:alice,bob");
    assertEquals(OptionalInt.of(33), GroupFile.gid(file, "www-data"));
    assertEquals(OptionalInt.empty(), GroupFile.gid(file, "www"));
  }

  @Test
  public void linesThatAreNoGroupsArePassedOver() throws IOException {
    Path file = file("", "www-data", "www-data:x", "www-data:x:many:", "+", "www-data:x:33:");
    assertEquals(OptionalInt.of(33), GroupFile.gid(file, "www-data"));
  }

  @Test
  public void aFileThatCannotBeReadIsNamed() {
    Path file = folder.getRoot().toPath().resolve("none");
    var failure = assertThrows(IOException.class, () -> GroupFile.gid(file, "www-data"));
    assertTrue(failure.getMessage().contains(file.toString()));
  }

  private Path file(String... lines) throws IOException {
    return Files.write(folder.getRoot().toPath().resolve("group"), List.of(lines));
  }
}
