package dev.qbipc.fuse.real;

import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;

/** Tests with mounts, in a namespace of their own. */
@Needs(Requirement.FUSE)
public abstract class MountedTest {

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final List<Server> servers = new ArrayList<>();
  protected Namespace namespace;
  protected Path mount;

  @Before
  public void makeNamespace() throws IOException {
    namespace = Namespace.create();
    mount = Files.createDirectory(folder.getRoot().toPath().toRealPath().resolve("mount"));
  }

  @After
  public void leave() {
    servers.forEach(Server::close);
    namespace.close();
  }

  /** Starts a server that mounts, which is gone after the test. */
  protected Server mounted(String... options) {
    Server server = started(options);
    server.expect("mounted");
    return server;
  }

  /** Starts another program that mounts, which is gone after the test. */
  protected Server mounted(Class<?> program) {
    Server server = started(program);
    server.expect("mounted");
    return server;
  }

  /** Starts another program that is gone after the test, whatever it says. */
  protected Server started(Class<?> program) {
    Server server = Server.start(namespace, program, List.of(mount.toString()));
    servers.add(server);
    return server;
  }

  /** Starts a server, whatever it says. */
  protected Server started(String... options) {
    Server server = Server.start(namespace, mount, options);
    servers.add(server);
    return server;
  }

  protected String output(String script) {
    return namespace.output("cd " + mount + " && " + script);
  }

  /** Starts a process that is inside, once it is. */
  protected Process inside() {
    Process process = namespace.start("cd " + mount + " && echo inside && exec cat");
    if (!"inside".equals(Processes.line(process))) {
      throw new AssertionError("the process did not get inside");
    }
    return process;
  }
}
