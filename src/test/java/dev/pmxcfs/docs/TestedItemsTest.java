package dev.pmxcfs.docs;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.Test;

/** What the mount's conformance list asks for is tested: a test names each of its numbers. */
public class TestedItemsTest {

  private static final String DOCUMENT = "mount";
  private static final String ITEM = "item ";

  @Test
  public void eachItemOfTheMountIsNamedByATest() throws IOException {
    Path document = SourceTree.ROOT.resolve("src/docs/" + DOCUMENT + ".md");
    Set<String> missing = CitedDocument.of(Files.readString(document)).items();
    for (Path file : SourceTree.files()) {
      if (file.toString().contains("/src/test/java/") && file.toString().endsWith("Test.java")) {
        Path relative = SourceTree.ROOT.relativize(file);
        for (Citation citation : Citation.in(relative, Files.readString(file))) {
          if (citation.document().equals(DOCUMENT) && citation.place().startsWith(ITEM)) {
            missing.remove(citation.place().substring(ITEM.length()));
          }
        }
      }
    }
    assertEquals(Set.of(), missing);
  }
}
