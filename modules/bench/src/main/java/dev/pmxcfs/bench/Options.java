package dev.pmxcfs.bench;

import dev.pmxcfs.bench.measure.Lengths;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The command line.
 *
 * @param launcher the program's launcher
 * @param programs the directory of the compiled C programs
 * @param libraries the directory of the program's jars
 * @param report the directory that the report goes to
 * @param lengths how long is measured
 * @param parts what is measured
 * @param cPmxcfs the binary of C pmxcfs, if there is one
 */
record Options(
    Path launcher,
    Path programs,
    Path libraries,
    Path report,
    Lengths lengths,
    Set<Part> parts,
    Optional<Path> cPmxcfs) {

  /**
   * {@code LAUNCHER PROGRAMS LIBRARIES REPORT [--quick] [--rounds N] [--only PART]... [--pmxcfs
   * FILE]}, which {@code scripts/bench} writes.
   *
   * @throws IllegalArgumentException if there is no such option or part
   */
  static Options parse(String[] arguments) {
    Deque<String> left = new ArrayDeque<>(List.of(arguments));
    Path launcher = Path.of(left.pop());
    Path programs = Path.of(left.pop());
    Path libraries = Path.of(left.pop());
    Path report = Path.of(left.pop());
    Lengths lengths = Lengths.FULL;
    Set<Part> parts = EnumSet.noneOf(Part.class);
    Optional<Path> cPmxcfs = Optional.empty();
    while (!left.isEmpty()) {
      switch (left.pop()) {
        case "--quick" -> lengths = Lengths.QUICK;
        case "--rounds" -> lengths = lengths.withRounds(Integer.parseInt(left.pop()));
        case "--only" -> parts.add(Part.parse(left.pop()));
        case "--pmxcfs" -> cPmxcfs = Optional.of(Path.of(left.pop()));
        default -> throw new IllegalArgumentException(String.join(" ", arguments));
      }
    }
    return new Options(
        launcher,
        programs,
        libraries,
        report,
        lengths,
        parts.isEmpty() ? EnumSet.allOf(Part.class) : parts,
        cPmxcfs);
  }

  /** Whether a part was asked for: all are, unless some are named. */
  boolean measures(Part part) {
    return parts.contains(part);
  }
}
