package dev.pmxcfs.bench.process;

import dev.qbipc.testing.corosync.CorosyncNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real corosync, by itself in namespaces of its own. */
public final class CorosyncProcess implements AutoCloseable {

  private static final String MEMBER = "member";

  private final CorosyncNode node;

  private CorosyncProcess(CorosyncNode node) {
    this.node = node;
  }

  /**
   * Starts it.
   *
   * @param scratch a directory for its files
   * @param programs the directory of the compiled C programs, one of which is the {@link #member()}
   */
  public static CorosyncProcess start(Path scratch, Path programs) {
    Path directory = scratch.resolve("corosync");
    var node = new CorosyncNode(directory);
    var corosync = new CorosyncProcess(node);
    try {
      // The directories of this machine are hidden there, perhaps that of the programs, too.
      Files.copy(programs.resolve(MEMBER), directory.resolve(MEMBER));
      node.start();
      return corosync;
    } catch (IOException e) {
      corosync.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | AssertionError e) {
      corosync.close();
      throw e;
    }
  }

  /** The command that starts the member on libcpg, without its arguments. */
  public List<String> member() {
    return node.inside(List.of("/run/" + MEMBER));
  }

  /**
   * The command that starts a member on the JVM, without further arguments.
   *
   * @param libraries as in {@link JavaProgram}
   */
  public List<String> member(Class<?> program, Path libraries) {
    var command = new ArrayList<>(JavaProgram.command(program, libraries));
    command.add(node.socketDirectory().toString());
    return command;
  }

  /** The processor time that it has used. */
  Duration processorTime() {
    return ProcessorTime.of(node.corosyncPid());
  }

  @Override
  public void close() {
    node.close();
  }
}
