package dev.qbipc.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * An archive of the classes that a program loads (AppCDS), for the many JVMs that tests start: with
 * it a server is ready in half the time. Java archives classes of jars alone, so there is none
 * where the class path has directories.
 */
public final class ClassArchive {

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final String classPath;
  private final Path file;

  private ClassArchive(String classPath) {
    this.classPath = classPath;
    file =
        Path.of("target")
            .resolve(
                "classes-%d-%d.jsa"
                    .formatted(ProcessHandle.current().pid(), NUMBERS.getAndIncrement()))
            .toAbsolutePath();
    file.toFile().deleteOnExit();
  }

  /**
   * Makes an archive of what a program loads until it has printed a line. It goes with this JVM.
   *
   * @param java Java and its options but for the class path
   * @param classPath jars, the same at each use
   * @param program its main class and arguments
   * @param end has the program end in order
   */
  public static ClassArchive of(
      List<String> java, String classPath, List<String> program, Consumer<Process> end) {
    var archive = new ClassArchive(classPath);
    List<String> command = new ArrayList<>(java);
    command.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive.file, "-cp", classPath));
    command.addAll(program);
    try {
      Process process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
      process.inputReader(StandardCharsets.UTF_8).readLine();
      end.accept(process);
      if (!process.waitFor(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return archive;
  }

  /** Options of a JVM for the class path and, where it could be made, the archive. */
  public List<String> options() {
    return Files.exists(file)
        ? List.of("-XX:SharedArchiveFile=" + file, "-cp", classPath)
        : List.of("-cp", classPath);
  }
}
