package dev.pmxcfs.ipc.cli.base;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells, printed in columns that are as wide as their widest cell. */
public final class TextTable {

  private static final String GAP = "  ";

  private final List<Boolean> right = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param titles of the columns; one that begins with {@code >} is set to the right, as numbers
   *     are
   */
  public TextTable(String... titles) {
    List<String> header = new ArrayList<>();
    for (String title : titles) {
      right.add(title.startsWith(">"));
      header.add(title.startsWith(">") ? title.substring(1) : title);
    }
    rows.add(header);
  }

  /** Adds a row of as many cells as there are titles. */
  public TextTable row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell.toString());
    }
    rows.add(row);
    return this;
  }

  /** The titles and then the rows, as lines. */
  public List<String> lines() {
    int[] widths = new int[right.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = row.get(column);
      String padding = " ".repeat(widths[column] - cell.length());
      line.append(column == 0 ? "" : GAP);
      line.append(right.get(column) ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }
}
