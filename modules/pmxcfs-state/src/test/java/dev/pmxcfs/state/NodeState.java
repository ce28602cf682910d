package dev.pmxcfs.state;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;

/** The state of the recordings' node, on a database of its own that is gone after the test. */
public class NodeState extends ExternalResource {

  private final TemporaryFolder folder = new TemporaryFolder();
  private final Clock clock;
  private final String script;
  private ClusterState state;

  private NodeState(Clock clock, String script) {
    this.clock = clock;
    this.script = script;
  }

  /** On an empty database. */
  protected NodeState(Clock clock) {
    this(clock, null);
  }

  /** On an empty database. */
  public static NodeState fresh(Clock clock) {
    return new NodeState(clock);
  }

  /**
   * On a database that a recording left.
   *
   * @param script as for {@link RecordedDatabase#create}
   */
  public static NodeState recorded(String script) {
    return new NodeState(Clock.systemUTC(), script);
  }

  @Override
  protected void before() throws Throwable {
    folder.create();
    if (script != null) {
      RecordedDatabase.create(directory(), script);
    }
    state = RecordedDatabase.openFresh(directory(), clock);
  }

  @Override
  protected void after() {
    try {
      state.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    } finally {
      folder.delete();
    }
  }

  /** Where the database is. */
  public Path directory() {
    return folder.getRoot().toPath();
  }

  public ClusterState state() {
    return state;
  }
}
