package dev.pmxcfs.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A place in a document that a comment, a test's name or another document cites. CONTRIBUTING.md
 * lists the forms.
 *
 * @param file the file that cites it
 * @param line the line of the citation, from 1 on
 * @param document the document's name without its ending; empty if none is named
 * @param place what {@link CitedDocument#has} takes
 */
record Citation(Path file, int line, String document, String place) {

  static final List<String> DOCUMENTS =
      List.of("protocol", "operations", "cluster", "mount", "corosync", "design");

  private static final String NAME = "(?:\\b(" + String.join("|", DOCUMENTS) + "), )?";
  private static final String NUMBERS = list("\\d+");

  /**
   * "protocol, section 3.4", "operations, sections 4.10, 4.11 and 5.8", "..., section 6, step 2".
   */
  /** Whose items and defects are those of the mount. */
  private static final List<String> MOUNTS =
      List.of(
          "modules/pmxcfs-mount",
          "modules/fuse",
          "src/main/java/dev/pmxcfs/ipc/mount",
          "src/test/java/dev/pmxcfs/ipc/mount");

  private static final Pattern SECTIONS =
      pattern(
          NAME
              + "\\bsections? ("
              + list("\\d+(?:\\.\\d+)*")
              + ")(?:, (?:step|rule)s? ("
              + NUMBERS
              + "))?");

  private static final Pattern APPENDIX = pattern(NAME + "\\bappendix ([A-Z])\\b");

  /** "defect D12", "cluster, defects D3 and D4". */
  private static final Pattern DEFECTS =
      pattern(NAME + "\\bdefects? (" + list("[DFT]\\d+") + ")\\b");

  private static final Pattern RULES =
      Pattern.compile("\\b[Rr]ules?\\s+([A-Z](?:\\s+and\\s+[A-Z])?)\\b");

  /** "items 16 and 68 to 78", "protocol, item 86". */
  private static final Pattern ITEMS = pattern(NAME + "\\bitems? (" + NUMBERS + ")\\b");

  /** Names of tests: {@code item39_...}, {@code items100To106And111_...}. */
  private static final Pattern TESTS = Pattern.compile("\\bvoid items?(\\d+(?:(?:And|To)\\d+)*)_");

  /** The end of a line within a comment or a paragraph, and what the next one begins with. */
  private static final Pattern LINE_END = Pattern.compile("\\n\\h*(?:\\*(?!/)|//|#)?\\h*");

  /** In a pattern a blank stands for any, since a citation may go on in the next line. */
  private static Pattern pattern(String pattern) {
    return Pattern.compile("(?i)" + pattern.replace(" ", "\\s+"));
  }

  private static String list(String element) {
    return element + "(?:(?:,? and |, | to )" + element + ")*";
  }

  /** All that a file cites. */
  static List<Citation> in(Path file, String text) {
    var finder = new Finder(file, text);
    finder.sections();
    finder.find(APPENDIX, 1, 2, letter -> "appendix " + letter.toUpperCase(Locale.ROOT));
    finder.find(DEFECTS, 1, 2, number -> "defect " + number.toUpperCase(Locale.ROOT));
    finder.find(RULES, 0, 1, letter -> "rule " + letter);
    finder.find(ITEMS, 1, 2, number -> "item " + number);
    finder.find(TESTS, 0, 1, number -> "item " + number);
    return finder.citations;
  }

  @Override
  public String toString() {
    return file + ":" + line + " cites " + (document + ", " + place).replaceAll("^, ", "");
  }

  private static final class Finder {

    private final Path file;
    private final String text;
    private final List<Citation> citations = new ArrayList<>();

    /** What begins a comment's line becomes blanks, which leaves all positions as they are. */
    Finder(Path file, String text) {
      this.file = file;
      this.text =
          LINE_END.matcher(text).replaceAll(end -> "\n" + " ".repeat(end.group().length() - 1));
    }

    void sections() {
      Matcher matcher = SECTIONS.matcher(text);
      while (matcher.find()) {
        String document = document(matcher.group(1), ownDocument());
        for (String number : matcher.group(2).split("[^\\d.]+")) {
          String section = "section " + number;
          add(matcher, document, section);
          if (matcher.group(3) != null) {
            expanded(matcher.group(3))
                .forEach(step -> add(matcher, document, section + " step " + step));
          }
        }
      }
    }

    /**
     * @param named the group with the document's name; 0 if none is ever named
     * @param places the group with the places
     */
    void find(Pattern pattern, int named, int places, UnaryOperator<String> place) {
      Matcher matcher = pattern.matcher(text);
      while (matcher.find()) {
        String other = pattern == RULES ? "operations" : defaultDocument();
        String document = document(named == 0 ? null : matcher.group(named), other);
        expanded(matcher.group(places)).forEach(each -> add(matcher, document, place.apply(each)));
      }
    }

    private void add(MatchResult match, String document, String place) {
      int line = 1 + (int) text.substring(0, match.start()).chars().filter(c -> c == '\n').count();
      citations.add(new Citation(file, line, document, place));
    }

    private static String document(String named, String other) {
      return named == null ? other : named.toLowerCase(Locale.ROOT);
    }

    /** A document may cite its own sections without a name; nothing else may. */
    private String ownDocument() {
      String name = file.getFileName().toString().replace(".md", "");
      return file.startsWith("src/docs") && DOCUMENTS.contains(name) ? name : "";
    }

    /** The document whose items and defects a file means where it names none. */
    private String defaultDocument() {
      if (!ownDocument().isEmpty()) {
        return ownDocument();
      }
      for (String module : List.of("qb-ipc", "qb-ipc-test", "linux")) {
        if (file.startsWith(Path.of("modules", module))) {
          return "protocol";
        }
      }
      if (file.startsWith("modules/corosync")) {
        return "corosync";
      }
      return file.startsWith("modules/pmxcfs-cluster")
              || file.startsWith("src/test/java/dev/pmxcfs/ipc/cluster")
          ? "cluster"
          : MOUNTS.stream().anyMatch(file::startsWith) ? "mount" : "operations";
    }

    /** "16 and 68 to 70" as 16, 68, 69, 70. */
    private static Stream<String> expanded(String list) {
      return Stream.of(list.split(",?\\s+and\\s+|,\\s+|And"))
          .flatMap(
              part -> {
                String[] ends = part.split("\\s+to\\s+|To");
                return ends.length == 1 || !Character.isDigit(ends[0].charAt(0))
                    ? Stream.of(ends)
                    : IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]))
                        .mapToObj(Integer::toString);
              });
    }
  }
}
