package dev.pmxcfs.bench.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A member of a process group, alone in it. It runs as long as members do, and measures when it is
 * told to.
 */
public final class GroupMemberProcess implements AutoCloseable {

  private final CorosyncProcess corosync;
  private final Child child;
  private final Path errors;

  private GroupMemberProcess(CorosyncProcess corosync, Child child, Path errors) {
    this.corosync = corosync;
    this.child = child;
    this.errors = errors;
  }

  /** Starts it, and waits until it is ready. */
  static GroupMemberProcess start(CorosyncProcess corosync, List<String> command, Path errors) {
    Child child = Child.start(command, Map.of(), errors.toFile());
    try {
      child.expect("ready");
      return new GroupMemberProcess(corosync, child, errors);
    } catch (BenchmarkFailedException e) {
      child.close();
      throw explained(e, errors);
    }
  }

  /** Measures once. */
  public Load measure() {
    Duration before = corosync.processorTime();
    try {
      child.sendLine();
      ClientResult result = ClientResult.next(child);
      return Load.of(List.of(result), corosync.processorTime().minus(before));
    } catch (BenchmarkFailedException e) {
      throw explained(e, errors);
    }
  }

  private static BenchmarkFailedException explained(BenchmarkFailedException e, Path errors) {
    return new BenchmarkFailedException(e.getMessage() + "; " + errors + " says why", e);
  }

  @Override
  public void close() {
    child.close();
  }
}
