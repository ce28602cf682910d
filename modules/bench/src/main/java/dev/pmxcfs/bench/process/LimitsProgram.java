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
   * Two processes that wake each other.
   *
   * @param mode "sleeping" or "spinning"
   * @param cores theirs, -1 for any
   */
  public double roundTripsPerSecond(String mode, Duration duration, List<Integer> cores) {
    return perSecond(List.of(mode, millis(duration), core(cores, 0), core(cores, 1)));
  }

  /** Blocks that are copied twice. */
  public double blocksPerSecond(Duration duration, int block) {
    return perSecond(List.of("memcpy", millis(duration), String.valueOf(block)));
  }

  private static String millis(Duration duration) {
    return String.valueOf(duration.toMillis());
  }

  private static String core(List<Integer> cores, int index) {
    return String.valueOf(cores.get(index));
  }

  private double perSecond(List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(program.toString());
    command.addAll(arguments);
    try (Child child = Child.start(command, Map.of(), errors.toFile())) {
      double nanos = Double.parseDouble(child.expect("nanos").split(" ")[1]);
      double count = Double.parseDouble(child.expect("count").split(" ")[1]);
      return count / nanos * 1e9;
    }
  }
}
