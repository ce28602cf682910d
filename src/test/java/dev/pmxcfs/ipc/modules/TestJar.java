package dev.pmxcfs.ipc.modules;

import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.modules.descriptor.ModuleDescriptor;
import dev.qbipc.server.OperationModule;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A jar of a module, compiled for a test from a source in the test resources. By default its
 * descriptor names the module {@code answers}, with operation 100.
 */
public final class TestJar {

  private final Map<String, byte[]> entries = new TreeMap<>();
  private JsonObject descriptor =
      new JsonObject()
          .put("name", "answers")
          .put("version", "1")
          .put("api", "1.0")
          .put("operations", new JsonObject().put("100", new JsonObject().put("name", "ANSWER")));

  private TestJar() {}

  /**
   * Compiles a module, against another API if there is one of its own beside its source.
   *
   * @param name of its source and class
   * @param version which the source has in place of {@code @VERSION@}
   */
  public static TestJar of(String name, String version) {
    var jar = new TestJar();
    jar.descriptor.put("version", version);
    try {
      Path directory = Files.createTempDirectory("module");
      try {
        jar.compile(directory, name, version);
      } finally {
        delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String services = "META-INF/services/" + OperationModule.class.getName();
    return jar.with(services, "test.answers." + name);
  }

  private void compile(Path directory, String name, String version) throws IOException {
    String classPath = System.getProperty("java.class.path");
    if (TestJar.class.getResource("/modules/" + name + "/Cluster.java") != null) {
      Path api = Files.createDirectory(directory.resolve("api"));
      compile(directory, name + "/Cluster", version, classPath, api);
      classPath = api + File.pathSeparator + classPath;
    }
    Path classes = Files.createDirectory(directory.resolve("classes"));
    compile(directory, name, version, classPath, classes);
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        entries.put(classes.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
  }

  private static void compile(
      Path directory, String name, String version, String classPath, Path classes)
      throws IOException {
    Path source = directory.resolve(Path.of(name).getFileName() + ".java");
    try (InputStream in = TestJar.class.getResourceAsStream("/modules/" + name + ".java")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(source, text.replace("@VERSION@", version));
    }
    var compiler = ToolProvider.getSystemJavaCompiler();
    var tasks = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
    var options = List.of("-proc:none", "-cp", classPath, "-d", classes.toString());
    assertTrue(
        compiler
            .getTask(null, tasks, null, options, null, tasks.getJavaFileObjects(source.toFile()))
            .call());
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> file.delete());
    }
  }

  /** Replaces a member of the descriptor, or takes it out if the value is null. */
  public TestJar describe(String member, Object value) {
    if (value == null) {
      descriptor.remove(member);
    } else {
      descriptor.put(member, value);
    }
    return this;
  }

  /** Sets a member of operation 100 in the descriptor. */
  public TestJar describeOperation(String member, Object value) {
    descriptor.getJsonObject("operations").getJsonObject("100").put(member, value);
    return this;
  }

  /** Has no descriptor. */
  public TestJar undescribed() {
    descriptor = null;
    return this;
  }

  /** Adds the classes of another jar. */
  public TestJar withClassesOf(TestJar other) {
    other.entries.forEach(
        (name, contents) -> {
          if (name.endsWith(".class")) {
            entries.put(name, contents);
          }
        });
    return this;
  }

  /** Adds an entry, or replaces it. */
  public TestJar with(String entry, String contents) {
    entries.put(entry, contents.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Takes an entry out. */
  public TestJar without(String entry) {
    entries.remove(entry);
    return this;
  }

  /** Writes the jar beside its place and moves it there, as a careful operator does. */
  public Path write(Path file) {
    try {
      Path beside = file.resolveSibling("." + file.getFileName());
      try (var out = new JarOutputStream(Files.newOutputStream(beside))) {
        if (descriptor != null) {
          entries.put(ModuleDescriptor.PATH, descriptor.toBuffer().getBytes());
        }
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
          out.putNextEntry(new JarEntry(entry.getKey()));
          out.write(entry.getValue());
        }
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
