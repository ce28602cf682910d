package dev.qbipc.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs {@link Samples} by JUnit's launcher in a JVM of its own, and tells what came of it. */
record SampleRun(int status, String output, List<String> notRun) {

  private static final String OUTPUT = "output";
  private static final String NOT_RUN = "target/tests-not-run";
  private static final String COUNTS = "passed %d, failed %d";

  /** The JVM's program: runs the classes that it is given the names of. */
  public static void main(String[] classes) throws ClassNotFoundException {
    var request = LauncherDiscoveryRequestBuilder.request();
    for (String name : classes) {
      request.selectors(selectClass(Class.forName(name)));
    }
    LauncherDiscoveryRequest tests = request.build();
    var summary = new SummaryGeneratingListener();
    LauncherFactory.create().execute(tests, summary);
    System.out.println(
        counts(
            summary.getSummary().getTestsSucceededCount(),
            summary.getSummary().getTotalFailureCount()));
  }

  /** What the program prints at its end. */
  static String counts(long passed, long failed) {
    return COUNTS.formatted(passed, failed);
  }

  /**
   * Starts one, in an empty directory.
   *
   * @param path where programs are looked for
   * @param jvmOptions such as limits
   */
  static Future<SampleRun> start(String path, List<String> jvmOptions, Class<?>... classes) {
    List<String> command = new ArrayList<>(jvmOptions);
    command.add(SampleRun.class.getName());
    Arrays.stream(classes).map(Class::getName).forEach(command::add);
    var builder = new ProcessBuilder(java(command.toArray(String[]::new)));
    builder.environment().put("PATH", path);
    try {
      Path directory = Files.createTempDirectory("sample");
      return builder
          .directory(directory.toFile())
          .redirectErrorStream(true)
          .redirectOutput(directory.resolve(OUTPUT).toFile())
          .start()
          .onExit()
          .thenApply(process -> ended(process.exitValue(), directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SampleRun ended(int status, Path directory) {
    try {
      Path output = directory.resolve(OUTPUT);
      Path notRun = directory.resolve(NOT_RUN);
      var run =
          new SampleRun(
              status,
              Files.readString(output, UTF_8),
              Files.exists(notRun) ? Files.readAllLines(notRun, UTF_8) : List.of());
      Files.delete(output);
      if (Files.deleteIfExists(notRun)) {
        Files.delete(notRun.getParent());
      }
      Files.delete(directory);
      return run;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A command that runs Java with the class path of the tests. */
  static List<String> java(String... arguments) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    return Stream.concat(Stream.of(java, "-cp", classPath), Stream.of(arguments)).toList();
  }
}
