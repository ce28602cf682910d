package dev.pmxcfs.docs;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.Test;

/**
 * What comments, tests and documents cite stands in the documents. CONTRIBUTING.md says how a
 * citation is written.
 */
public class CitationsTest {

  /** Tests run in the module's directory. */
  private static final Path ROOT = Path.of("..");

  private static final Path DOCUMENTS = ROOT.resolve("src/docs");

  private static final Path SCRIPTS = ROOT.resolve("scripts");

  /** Has examples of citations. */
  private static final Path THIS = Path.of("src/test/java/dev/pmxcfs/docs");

  private static final List<String> SEARCHED = List.of("modules", "src", "scripts");

  private static final List<String> ENDINGS = List.of(".java", ".c", ".h", ".md", ".xml");

  @Test
  public void everythingThatIsCitedStandsInTheDocuments() throws IOException {
    Map<String, CitedDocument> documents = documents();
    List<String> wrong = new ArrayList<>();
    int found = 0;
    for (Path file : files()) {
      for (Citation citation : Citation.in(ROOT.relativize(file), Files.readString(file))) {
        found++;
        if (citation.document().isEmpty()) {
          wrong.add(citation + ", but names no document");
        } else if (!documents.get(citation.document()).has(citation.place())) {
          wrong.add(citation + ", which src/docs/" + citation.document() + ".md does not have");
        }
      }
    }
    assertEquals("", String.join("\n", wrong));
    assertTrue("only " + found + " citations were found", found > 500);
  }

  private static Map<String, CitedDocument> documents() throws IOException {
    Map<String, CitedDocument> documents = new TreeMap<>();
    for (String name : Citation.DOCUMENTS) {
      documents.put(name, CitedDocument.of(Files.readString(DOCUMENTS.resolve(name + ".md"))));
    }
    return documents;
  }

  private static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    var collector =
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return directory.endsWith("target") || directory.endsWith(THIS)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName().toString();
            if (file.startsWith(SCRIPTS) || ENDINGS.stream().anyMatch(name::endsWith)) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        };
    for (String directory : SEARCHED) {
      Files.walkFileTree(ROOT.resolve(directory), collector);
    }
    return files;
  }
}
