package dev.pmxcfs.ipc.server;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Which groups a user namespace knows. */
public class UserNamespaceTest {

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void aGroupIsKnownWithinARange() throws IOException {
    Path groups = groups("         0       1000          1\n         1     100000         33\n");
    assertTrue(UserNamespace.hasGroup(groups, 0));
    assertTrue(UserNamespace.hasGroup(groups, 33));
    assertFalse(UserNamespace.hasGroup(groups, 34));
  }

  @Test
  public void allGroupsAreKnownWithoutANamespace() throws IOException {
    assertTrue(UserNamespace.hasGroup(groups("0 0 4294967295\n"), 33));
  }

  @Test
  public void noGroupIsKnownBeforeAnyIsMapped() throws IOException {
    assertFalse(UserNamespace.hasGroup(groups(""), 0));
  }

  @Test
  public void aFileThatCannotBeReadIsNamed() {
    Path file = folder.getRoot().toPath().resolve("none");
    var failure = assertThrows(IOException.class, () -> UserNamespace.hasGroup(file, 0));
    assertTrue(failure.getMessage().contains(file.toString()));
  }

  private Path groups(String text) throws IOException {
    return Files.writeString(folder.getRoot().toPath().resolve("gid_map"), text);
  }
}
