package dev.pmxcfs.ipc.harness;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.rules.ExternalResource;

/** The services a test has started; those that still run at its end are ended. */
public final class Programs extends ExternalResource {

  private final Deque<Program> started = new ArrayDeque<>();

  /** Starts a service and waits until clients can connect. */
  public Program startService(String service, String... arguments) {
    return startService(List.of(), service, arguments);
  }

  /** As {@link #startService(String, String...)}, by way of another command. */
  public Program startService(List<String> wrapper, String service, String... arguments) {
    Program program = Program.startService(wrapper, service, arguments);
    started.push(program);
    return program;
  }

  /** As the others, but without waiting for anything. */
  public Program startWithin(List<String> wrapper, String... arguments) {
    Program program = Program.startWithin(wrapper, arguments);
    started.push(program);
    return program;
  }

  @Override
  protected void after() {
    started.forEach(Program::close);
  }
}
