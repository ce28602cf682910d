package dev.pmxcfs.docs;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** The files of the project, without what builds have made. */
final class SourceTree {

  /** Tests run in the module's directory. */
  static final Path ROOT = Path.of("..");

  private static final List<String> DIRECTORIES = List.of("modules", "src", "scripts");

  private SourceTree() {}

  /** All files of the modules, the program and the scripts, by paths that begin with the root. */
  static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    var collector =
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return directory.endsWith("target")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.add(file);
            return FileVisitResult.CONTINUE;
          }
        };
    for (String directory : DIRECTORIES) {
      Files.walkFileTree(ROOT.resolve(directory), collector);
    }
    return files;
  }
}
