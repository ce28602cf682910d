package dev.pmxcfs.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Which cores the processes run on. */
public enum Placement {
  /** The server on the first half of the cores, the clients on the others. */
  PINNED("clients pinned to other cores than the server"),
  /** Where the kernel puts them. */
  FREE("without pinning");

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String ALLOWED = "Cpus_allowed_list:";
  private static final int ANY_CORE = -1;

  private final String label;

  Placement(String label) {
    this.label = label;
  }

  /** For people. */
  public String label() {
    return label;
  }

  /** The command that runs a server's command here. */
  public List<String> server(List<String> command) {
    List<Integer> cores = cores();
    return place(cores.subList(0, Math.max(1, cores.size() / 2)), command);
  }

  /** The command that runs a client's command here. */
  public List<String> client(List<String> command) {
    List<Integer> cores = cores();
    return place(cores.subList(cores.size() / 2, cores.size()), command);
  }

  private List<String> place(List<Integer> cores, List<String> command) {
    if (this == FREE) {
      return command;
    }
    String list = cores.stream().map(String::valueOf).collect(Collectors.joining(","));
    return Stream.concat(Stream.of("taskset", "-c", list), command.stream()).toList();
  }

  /** Two cores for two processes that talk to each other, -1 for any. */
  public List<Integer> pair() {
    List<Integer> cores = cores();
    return this == FREE
        ? List.of(ANY_CORE, ANY_CORE)
        : List.of(cores.get(0), cores.get(cores.size() - 1));
  }

  /** The cores that this process may use. */
  public static List<Integer> cores() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      String list =
          lines.filter(line -> line.startsWith(ALLOWED)).findFirst().orElseThrow().split("\\s+")[1];
      var cores = new ArrayList<Integer>();
      for (String range : list.split(",")) {
        int[] ends = Arrays.stream(range.split("-")).mapToInt(Integer::parseInt).toArray();
        IntStream.rangeClosed(ends[0], ends[ends.length - 1]).forEach(cores::add);
      }
      return cores;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
