package dev.qbipc.libqb;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A C program of the tests ({@code src/test/c}), compiled with gcc against the installed libqb.
 *
 * <p>Each is compiled once per JVM, into {@code target/c}. A machine without gcc or libqb's headers
 * fails the test, with the name of the package to install.
 */
public final class CProgram {

  /** The conformance service on the real libqb. */
  public static final String LIBQB_SERVER = "libqb-server";

  /** Clients that need a process of their own. */
  public static final String PEER = "peer";

  private static final Path DIRECTORY = Path.of("target", "c").toAbsolutePath();
  private static final Map<String, Path> COMPILED = new ConcurrentHashMap<>();

  private CProgram() {}

  /**
   * Starts a program, compiling it first where this JVM has not yet.
   *
   * @param name its source file's name without {@code .c}
   */
  public static ChildProcess start(String name, List<String> arguments) {
    return startWithin(List.of(), name, arguments);
  }

  /** As {@link #start}, by way of another program, such as {@code unshare}. */
  public static ChildProcess startWithin(
      List<String> wrapper, String name, List<String> arguments) {
    var command = new ArrayList<>(wrapper);
    command.add(executable(name).toString());
    command.addAll(arguments);
    return ChildProcess.start(command);
  }

  /** The compiled program. */
  public static Path executable(String name) {
    return COMPILED.computeIfAbsent(name, key -> compile(key, List.of()));
  }

  /** A source compiled to a library, to be loaded into another program before its own. */
  public static Path library(String name) {
    return COMPILED.computeIfAbsent(name, key -> compile(key, List.of("-shared", "-fPIC")));
  }

  private static Path compile(String name, List<String> options) {
    try {
      Files.createDirectories(DIRECTORY);
      // Names of this JVM's own: another's test may be compiling it, or running the last build.
      String own = name + "-" + ProcessHandle.current().pid();
      Path source = DIRECTORY.resolve(own + ".c");
      source.toFile().deleteOnExit();
      try (InputStream text = CProgram.class.getResourceAsStream("/c/" + name + ".c")) {
        Files.write(source, text.readAllBytes());
      }
      Path executable = DIRECTORY.resolve(own);
      executable.toFile().deleteOnExit();
      var compiler = new ArrayList<>(List.of("gcc", "-std=gnu11", "-Wall", "-O1", "-pthread"));
      compiler.addAll(options);
      compiler.addAll(List.of("-o", executable.toString(), source.toString(), "-lqb"));
      run(compiler);
      return executable;
    } catch (IOException e) {
      throw new IllegalStateException("cannot compile " + name + ".c", e);
    }
  }

  private static void run(List<String> compiler) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(compiler).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IllegalStateException("no C compiler: install the package gcc", e);
    }
    String messages =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (exitCode(process) == 0) {
      return;
    }
    if (messages.contains("qb/qb") || messages.contains("-lqb")) {
      throw new IllegalStateException("no libqb to build against: install the package libqb-dev");
    }
    if (messages.contains("stdio.h") || messages.contains("crt1.o")) {
      throw new IllegalStateException("no C library to build against: install libc6-dev");
    }
    throw new IllegalStateException(String.join(" ", compiler) + " failed:\n" + messages);
  }

  private static int exitCode(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while compiling", e);
    }
  }
}
