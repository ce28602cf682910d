package dev.pmxcfs.docs;

import static org.junit.Assert.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.Test;

/** The forms of citations that are found. */
public class CitationTest {

  private static final String LIBRARY = "modules/qb-ipc/src/main/java/Ring.java";
  private static final String PROGRAM = "src/test/java/RecordedConfigTest.java";

  @Test
  public void sectionsOfANamedDocument() {
    assertCited(LIBRARY, "(protocol, section 3.4)", "protocol, section 3.4");
    assertCited(
        PROGRAM,
        "(operations, sections 4.10, 4.11 and 5.8)",
        "operations, section 4.10",
        "operations, section 4.11",
        "operations, section 5.8");
    assertCited(PROGRAM, "Design, section 2.2: a reader", "design, section 2.2");
  }

  @Test
  public void stepsAndRulesOfASection() {
    assertCited(
        PROGRAM,
        "(operations, section 6, step 2)",
        "operations, section 6",
        "operations, section 6 step 2");
    assertCited(
        PROGRAM,
        "(operations, section 3, rules 1 to 3)",
        "operations, section 3",
        "operations, section 3 step 1",
        "operations, section 3 step 2",
        "operations, section 3 step 3");
  }

  @Test
  public void appendicesDefectsAndRules() {
    assertCited(LIBRARY, "(protocol, appendix A)", "protocol, appendix A");
    assertCited(PROGRAM, "(defects D3 and D4)", "operations, defect D3", "operations, defect D4");
    assertCited(PROGRAM, "(cluster, defect D1)", "cluster, defect D1");
    assertCited(PROGRAM, "rules G and R", "operations, rule G", "operations, rule R");
  }

  @Test
  public void itemsOfTheListThatAModuleIsTestedBy() {
    assertCited(LIBRARY, "item 39", "protocol, item 39");
    assertCited(PROGRAM, "item 39", "operations, item 39");
    assertCited(PROGRAM, "protocol, item 39", "protocol, item 39");
    assertCited(
        PROGRAM,
        "items 5, 49 to 51 and 60",
        "operations, item 5",
        "operations, item 49",
        "operations, item 50",
        "operations, item 51",
        "operations, item 60");
  }

  @Test
  public void itemsInTheNamesOfTests() {
    assertCited(LIBRARY, "public void item39_rings() {", "protocol, item 39");
    assertCited(
        PROGRAM,
        "public void items1To2And9_answers() {",
        "operations, item 1",
        "operations, item 2",
        "operations, item 9");
  }

  @Test
  public void acrossTheEndOfALine() {
    List<Citation> citations =
        Citation.in(
            Path.of(LIBRARY), "/**\n * Rings (protocol,\n * sections 3.1\n * and 3.2).\n */");
    assertEquals("[protocol, section 3.1, protocol, section 3.2]", names(citations).toString());
    assertEquals(2, citations.get(0).line());
  }

  @Test
  public void aSectionOfNoDocument() {
    assertCited(LIBRARY, "(section 3.4)", "section 3.4");
    assertCited("src/docs/protocol.md", "(section 3.4)", "protocol, section 3.4");
  }

  @Test
  public void saysWhereItStands() {
    Citation citation = new Citation(Path.of("src", "A.java"), 7, "design", "section 9");
    assertEquals("src/A.java:7 cites design, section 9", citation.toString());
  }

  private static void assertCited(String file, String text, String... cited) {
    assertEquals(List.of(cited), names(Citation.in(Path.of(file), text)));
  }

  private static List<String> names(List<Citation> citations) {
    return citations.stream().map(citation -> citation.toString().split(" cites ")[1]).toList();
  }
}
