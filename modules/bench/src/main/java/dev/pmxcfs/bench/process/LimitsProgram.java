package dev.pmxcfs.bench.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The C program that finds out what the machine can do.
 *
 * @param program where it is
 * @param errors the file that its standard error goes to
 */
public record LimitsProgram(Path program, Path errors) {

  /**
   * The round trip of two processes that wake each other, in nanoseconds.
   *
   * @param mode "sleeping" or "spinning"
   * @param cores theirs, -1 for any
   */
  public double roundTrip(String mode, Duration duration, List<Integer> cores) {
    return nanos(List.of(mode, millis(duration), core(cores, 0), core(cores, 1)));
  }

  /** What copying a block twice takes, in nanoseconds. */
  public double twoCopies(Duration duration, int block) {
    return nanos(List.of("memcpy", millis(duration), String.valueOf(block)));
  }

  /**
   * What asking for a block takes that one process copies into shared memory and the other out of
   * it, in nanoseconds.
   *
   * @param ring bytes of the shared memory, whose places take turns
   * @param cores the processes', -1 for any
   */
  public double copyAcross(Duration duration, int block, int ring, List<Integer> cores) {
    return nanos(
        List.of(
            "ring",
            millis(duration),
            String.valueOf(block),
            String.valueOf(ring),
            core(cores, 0),
            core(cores, 1)));
  }

  /**
   * What several processes get of one that answers them as fast as it can.
   *
   * @param perSecond answers to all of them
   * @param nanos the time in which 999 of 1000 are answered
   */
  public record Crowd(double perSecond, double nanos) {}

  /** Lets a process that spins answer several others. */
  public Crowd crowd(Duration duration, int clients) {
    var arguments = List.of("crowd", millis(duration), String.valueOf(clients));
    try (Child child = start(arguments)) {
      double nanos = number(child, "nanos");
      return new Crowd(number(child, "count") * 1e9 / duration.toNanos(), nanos);
    }
  }

  private static String millis(Duration duration) {
    return String.valueOf(duration.toMillis());
  }

  private static String core(List<Integer> cores, int index) {
    return String.valueOf(cores.get(index));
  }

  private double nanos(List<String> arguments) {
    try (Child child = start(arguments)) {
      return number(child, "nanos");
    }
  }

  private Child start(List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(program.toString());
    command.addAll(arguments);
    return Child.start(command, Map.of(), errors.toFile());
  }

  private static double number(Child child, String what) {
    return Double.parseDouble(child.expect(what).split(" ")[1]);
  }
}
