package dev.pmxcfs.ipc.mount;

import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.fuse.real.Namespace;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;

/** Tests with the packaged program, whose mounts are in a mount namespace of the test's own. */
@Needs(Requirement.FUSE)
public abstract class MountedServerTest {

  protected static final String NODE = "testnode";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  protected final String service = Program.newService();
  protected Namespace namespace;
  protected Path root;

  /** Where the tree is mounted. */
  protected Path mount;

  @Before
  public final void enterNamespace() throws IOException {
    root = folder.getRoot().toPath().toRealPath();
    // other users are to get as far as the mount
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    mount = Files.createDirectory(root.resolve("pve"));
    Files.createDirectory(root.resolve("data"));
    namespace = Namespace.create();
  }

  @After
  public final void leaveNamespace() {
    namespace.close();
  }

  protected final Path database() {
    return root.resolve("data/config.db");
  }

  /** The command line that mounts the tree of a database. */
  protected final List<String> serve(Path directory, String... more) {
    List<String> arguments = new ArrayList<>(List.of("serve", "--service", service));
    arguments.addAll(List.of("--db", database().toString(), "--mount", directory.toString()));
    arguments.addAll(List.of("--node", NODE));
    arguments.addAll(List.of(more));
    return arguments;
  }

  /** Starts the service as a user would, and waits until it is ready. */
  protected final Program startMounted(String... more) {
    return programs.startService(
        namespace.entering(), service, serve(mount, more).toArray(String[]::new));
  }

  /** Runs a command within to its end. */
  protected final Program.Result run(List<String> arguments) {
    try (Program program =
        Program.startWithin(namespace.entering(), arguments.toArray(String[]::new))) {
      return program.awaitEnd(Program.PATIENCE);
    }
  }

  /** What a script of the shell prints that runs in the mount and succeeds. */
  protected final String output(String script) {
    return namespace.output("cd " + mount + " && " + script);
  }

  /** The line of the mount in {@code /proc/mounts}; empty if there is none. */
  protected final String mountLine() {
    return namespace.run("grep ' " + mount + " ' /proc/mounts").output();
  }
}
