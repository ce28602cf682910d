package dev.pmxcfs.mount.kernel;

import dev.qbipc.fuse.real.Namespace;
import dev.qbipc.fuse.real.Server;
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

/** Tests with the tree of a new database, mounted in a namespace of their own. */
@Needs(Requirement.FUSE)
public abstract class MountedTreeTest {

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  protected Namespace namespace;
  protected Path mount;
  protected Server server;

  @Before
  public final void mountTree() throws IOException {
    Path root = folder.getRoot().toPath().toRealPath();
    // other users are to get as far as the mount
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    mount = Files.createDirectory(root.resolve("mount"));
    namespace = Namespace.create();
    start();
  }

  /** Further arguments of the server. */
  protected List<String> serverArguments() {
    return List.of();
  }

  /** Starts the server, on the same database after the first time. */
  protected final void start() {
    String database = mount.resolveSibling("config.db").toString();
    List<String> arguments = new ArrayList<>(List.of(database, mount.toString()));
    arguments.addAll(serverArguments());
    server = Server.start(namespace, TreeServer.class, arguments);
    server.expect("mounted");
  }

  @After
  public final void leave() {
    server.close();
    namespace.close();
  }

  /** What a script of the shell prints that runs in the mount and succeeds. */
  protected final String output(String script) {
    return namespace.output("cd " + mount + " && " + script);
  }
}
