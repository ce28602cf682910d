package dev.pmxcfs.ipc.cli.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a person has chosen to see.
 *
 * @param filter what rows of tables have to contain, in letters of any case
 */
record TopChoice(TopTab tab, TopOrder order, String filter) {

  /** Everything. */
  static final TopChoice FIRST = new TopChoice(TopTab.ALL, TopOrder.BUSIEST, "");

  TopChoice with(TopTab other) {
    return new TopChoice(other, order, filter);
  }

  TopChoice with(TopOrder other) {
    return new TopChoice(tab, other, filter);
  }

  TopChoice with(String other) {
    return new TopChoice(tab, order, other);
  }

  boolean shows(TopTab one) {
    return tab == one || tab == TopTab.ALL;
  }

  /** The titles of a table, and those of its rows that are wanted. */
  List<String> filtered(List<String> table) {
    String wanted = filter.toLowerCase(Locale.ROOT);
    List<String> lines = new ArrayList<>(table.subList(0, 1));
    table.stream()
        .skip(1)
        .filter(line -> line.toLowerCase(Locale.ROOT).contains(wanted))
        .forEach(lines::add);
    return lines;
  }
}
