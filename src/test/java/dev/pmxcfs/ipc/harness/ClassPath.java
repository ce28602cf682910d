package dev.pmxcfs.ipc.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The class path of the tests, which may be where no other user can read, as in root's home. */
final class ClassPath {

  private static final String CLASS = ".class";

  private static boolean isOpen;

  private ClassPath() {}

  /** Opens all of it, so that a thread which becomes another user finds its classes. */
  public static synchronized void open() {
    if (isOpen) {
      return;
    }
    // what is nowhere is looked for in all jars, and those stay open
    ClassPath.class.getClassLoader().getResource("nowhere");
    Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(Files::isDirectory)
        .forEach(ClassPath::load);
    isOpen = true;
  }

  private static void load(Path directory) {
    try {
      for (String name : classes(directory)) {
        Class.forName(name, false, ClassPath.class.getClassLoader());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> classes(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .map(file -> directory.relativize(file).toString())
          .filter(file -> file.endsWith(CLASS) && !file.contains("-"))
          .map(file -> file.substring(0, file.length() - CLASS.length()))
          .map(file -> file.replace(File.separatorChar, '.'))
          .toList();
    }
  }
}
