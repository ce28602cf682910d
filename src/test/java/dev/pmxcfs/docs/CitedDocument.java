package dev.pmxcfs.docs;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The places in a document of src/docs that can be cited. */
final class CitedDocument {

  private static final Pattern HEADING =
      Pattern.compile("#+ (?:(\\d+(?:\\.\\d+)*)\\.? |Appendix ([A-Z])\\. |(.*)).*");

  /** Numbered points, each on a line of its own or one behind the other. */
  private static final Pattern POINT = Pattern.compile("(?:^|[ (])(\\d+)[.)] ");

  private static final Pattern ITEM = Pattern.compile("(\\d+)\\. .*");
  private static final Pattern DEFECT = Pattern.compile("\\| ([DFT]\\d+) \\|.*");
  private static final Pattern RULE = Pattern.compile(".*\\*\\*Rule ([A-Z])\\*\\*.*");
  private static final Pattern LIST = Pattern.compile("#+ \\d+\\. Conformance list");

  private static final String ITEM_PLACE = "item ";

  private final Set<String> places = new HashSet<>();

  private CitedDocument() {}

  static CitedDocument of(String text) {
    var document = new CitedDocument();
    String section = "";
    boolean isList = false;
    for (String line : text.split("\n")) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        section =
            heading.group(1) != null
                ? "section " + heading.group(1)
                : heading.group(2) != null ? "appendix " + heading.group(2) : section;
        isList = LIST.matcher(line).matches();
        document.places.add(section);
      } else {
        document.read(line, section, isList);
      }
    }
    return document;
  }

  private void read(String line, String section, boolean isList) {
    Matcher item = ITEM.matcher(line);
    if (isList && item.matches()) {
      places.add(ITEM_PLACE + item.group(1));
    }
    Matcher points = POINT.matcher(line);
    while (points.find()) {
      places.add(section + " step " + points.group(1));
    }
    Matcher defect = DEFECT.matcher(line);
    if (defect.matches()) {
      places.add("defect " + defect.group(1));
    }
    Matcher rule = RULE.matcher(line);
    if (rule.matches()) {
      places.add("rule " + rule.group(1));
    }
  }

  /**
   * Whether a place is in the document.
   *
   * @param place as in "section 3.4", "section 6 step 2", "appendix A", "item 39", "defect D12",
   *     "rule G"
   */
  boolean has(String place) {
    return places.contains(place);
  }

  /** The numbers of its conformance list. */
  Set<String> items() {
    return places.stream()
        .filter(place -> place.startsWith(ITEM_PLACE))
        .map(place -> place.substring(ITEM_PLACE.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
