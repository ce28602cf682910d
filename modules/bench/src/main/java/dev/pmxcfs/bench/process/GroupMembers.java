package dev.pmxcfs.bench.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts members of process groups of one kind, each a process of its own.
 *
 * @param program the command that starts one, without its arguments
 * @param group its name, which no other kind of members has
 * @param errors the file that the members' standard error goes to
 */
public record GroupMembers(
    CorosyncProcess corosync, List<String> program, String group, Path errors) {

  /**
   * Round trips of a message to oneself.
   *
   * @param size of the message in bytes
   * @param duration of one measurement
   */
  public GroupMemberProcess trips(int size, Duration duration) {
    return start("trip", group, size, duration.toMillis());
  }

  /**
   * Messages to oneself, many at a time.
   *
   * @param size of each in bytes
   * @param window how many may be on their way
   * @param duration of one measurement
   */
  public GroupMemberProcess stream(int size, int window, Duration duration) {
    return start("stream", group, size, duration.toMillis(), window);
  }

  /**
   * Questions for the local node's id.
   *
   * @param duration of one measurement
   */
  public GroupMemberProcess questions(Duration duration) {
    return start("ask", duration.toMillis());
  }

  private GroupMemberProcess start(Object... arguments) {
    List<String> command =
        Stream.concat(program.stream(), Stream.of(arguments).map(Object::toString)).toList();
    return GroupMemberProcess.start(corosync, command, errors);
  }
}
