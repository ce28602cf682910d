package dev.pmxcfs.bench.process;

import java.io.File;
import java.nio.file.Path;
import java.util.List;

/** Programs that run on the same JVM as this one, and with its class path. */
public final class JavaProgram {

  private JavaProgram() {}

  /**
   * The command that starts a program, without its arguments.
   *
   * @param libraries the directory of further jars that it needs
   */
  public static List<String> command(Class<?> program, Path libraries) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        System.getProperty("java.class.path") + File.pathSeparator + libraries + "/*";
    return List.of(java, "-XX:+UseSerialGC", "-cp", classPath, program.getName());
  }
}
