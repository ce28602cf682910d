package dev.pmxcfs.ipc.cli.config;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.ConfigCommands;
import dev.pmxcfs.ipc.harness.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** The command {@code config init}. */
@RunWith(Parameterized.class)
public class InitTest {

  private static final String MADE =
      """
      firewall/
      ha/
      mapping/
      nodes/
      nodes/n1/
      nodes/n1/lxc/
      nodes/n1/openvz/
      nodes/n1/priv/
      nodes/n1/qemu-server/
      priv/
      priv/acme/
      priv/lock/
      sdn/
      virtual-guest/
      """;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final boolean isServed;

  public InitTest(boolean isServed) {
    this.isServed = isServed;
  }

  @Parameters(name = "served: {0}")
  public static List<Boolean> places() {
    return List.of(true, false);
  }

  @Test
  public void theDirectoriesOfANodeAreMadeAndMadeOnce() throws IOException {
    ConfigCommands config = ConfigCommands.on(isServed, programs, folder.getRoot().toPath());
    config.done("init", "--node", "n1");
    assertEquals(MADE, config.done("ls", "-R"));
    config.done("init", "--node", "n1");
    assertEquals(MADE, config.done("ls", "-R"));
    Path guest = Files.writeString(folder.getRoot().toPath().resolve("guest"), "name: vm");
    config.done("put", "nodes/n1/qemu-server/100.conf", guest.toString());
    config.done("init", "--node", "n2");
    assertEquals("n1/\nn2/\n", config.done("ls", "nodes"));
    assertEquals("name: vm", config.done("cat", "nodes/n1/qemu-server/100.conf"));
    assertEquals(2, config.run("init", "--node", "a/b").status());
    assertEquals(2, config.run("init", "--node", "").status());
  }
}
