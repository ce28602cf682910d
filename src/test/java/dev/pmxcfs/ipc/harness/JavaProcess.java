package dev.pmxcfs.ipc.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What another JVM holds, by the JDK's jcmd. */
public final class JavaProcess {

  private static final Pattern METASPACE = Pattern.compile("sun\\.gc\\.metaspace\\.used=(\\d+)");
  private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)$");

  /** In its class loaders' statistics, the type of a module's. */
  private static final Pattern MODULE_LOADER = Pattern.compile("loader\\.ModuleClassLoader");

  private static final Pattern CLASS = Pattern.compile("\\d+: +\\d+ +\\d+ +(\\S+).*");

  private final long pid;

  public JavaProcess(long pid) {
    this.pid = pid;
  }

  /**
   * After a collection.
   *
   * @param moduleLoaders class loaders of modules
   * @param metaspace bytes of metaspace in use
   * @param threads threads of all kinds
   */
  public record Holdings(int moduleLoaders, long metaspace, int threads) {}

  public Holdings holdings() {
    jcmd("GC.run");
    return new Holdings(
        (int) MODULE_LOADER.matcher(jcmd("VM.classloader_stats")).results().count(),
        number(METASPACE, jcmd("PerfCounter.print")),
        (int) number(THREADS, status()));
  }

  /** Starts its Flight Recorder. */
  public void startRecording() {
    jcmd("JFR.start");
  }

  /** Writes what its Flight Recorder has recorded to a file. */
  public void dumpRecording(Path file) {
    jcmd("JFR.dump", "filename=" + file);
  }

  /** The names of the classes of which it has instances. */
  public Stream<String> classes() {
    return jcmd("GC.class_histogram")
        .lines()
        .map(line -> CLASS.matcher(line.strip()))
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1));
  }

  private String status() {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "status"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new AssertionError(pattern + " is not in " + text);
    }
    return Long.parseLong(matcher.group(1));
  }

  private String jcmd(String... command) {
    try {
      String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
      List<String> all = new ArrayList<>(List.of(jcmd, Long.toString(pid)));
      all.addAll(List.of(command));
      Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
