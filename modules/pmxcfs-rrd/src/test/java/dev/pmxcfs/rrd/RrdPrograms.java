package dev.pmxcfs.rrd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The programs of Debian's packages rrdcached and rrdtool. */
final class RrdPrograms {

  private RrdPrograms() {}

  /** The path of a program; an error that says what to install if there is none. */
  static String find(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    name + " is missing: apt-get install rrdcached rrdtool, then test again"))
        .toString();
  }

  /** Runs rrdtool and returns its output, errors included. */
  static List<String> rrdtool(String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = find("rrdtool");
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
    process.waitFor();
    return lines;
  }
}
