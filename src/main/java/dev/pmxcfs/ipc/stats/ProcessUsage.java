package dev.pmxcfs.ipc.stats;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process takes of the machine, by {@code /proc}. Nothing of a process that is not seen from
 * here, or whose files others may not read.
 *
 * @param residentBytes memory
 * @param threads of all kinds
 * @param descriptors open files
 * @param cpu what it has used since its start
 */
public record ProcessUsage(
    OptionalLong residentBytes, OptionalLong threads, OptionalLong descriptors, Duration cpu) {

  private static final Path PROC = Path.of("/proc");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
  private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)$");
  private static final long KIB = 1024;

  /** Of now. */
  public static ProcessUsage of(long pid) {
    String status = text(pid, "status");
    OptionalLong resident = number(RESIDENT, status);
    return new ProcessUsage(
        resident.isPresent() ? OptionalLong.of(resident.getAsLong() * KIB) : resident,
        number(THREADS, status),
        descriptors(pid),
        ProcessHandle.of(pid)
            .flatMap(process -> process.info().totalCpuDuration())
            .orElse(Duration.ZERO));
  }

  /** A process's name as {@code ps} shows it; a dash if it is gone. */
  public static String command(int pid) {
    String name = text(pid, "comm").strip();
    // a process names itself, and this goes to a terminal
    return name.isEmpty() ? "-" : name.replaceAll("[^\\x20-\\x7e]", "?");
  }

  private static String text(long pid, String file) {
    try {
      byte[] bytes = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve(file));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static OptionalLong number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  private static OptionalLong descriptors(long pid) {
    try (Stream<Path> all = Files.list(PROC.resolve(Long.toString(pid)).resolve("fd"))) {
      return OptionalLong.of(all.count());
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
