package dev.pmxcfs.bench.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Writes rows as a table whose columns stand below each other. */
final class TextTable {

  private static final List<String> HEADING =
      List.of("what", "goal", "this server", "other", "ratio", "met");

  private TextTable() {}

  /** For a terminal. */
  static String plain(List<Row> rows) {
    return table(rows, "  ", "", "", false);
  }

  /** For Markdown. */
  static String markdown(List<Row> rows) {
    return table(rows, " | ", "| ", " |", true);
  }

  private static String table(
      List<Row> rows, String separator, String begin, String end, boolean ruled) {
    List<List<String>> cells =
        Stream.concat(Stream.of(HEADING), rows.stream().map(TextTable::cells)).toList();
    int[] widths =
        IntStream.range(0, HEADING.size())
            .map(i -> cells.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .toArray();
    var table = new StringBuilder();
    for (int line = 0; line < cells.size(); line++) {
      List<String> row = cells.get(line);
      table.append(
          IntStream.range(0, widths.length)
              .mapToObj(i -> pad(row.get(i), widths[i], i > 0))
              .collect(Collectors.joining(separator, begin, end)));
      table.append('\n');
      if (line == 0 && ruled) {
        table.append(
            IntStream.range(0, widths.length)
                .mapToObj(i -> "-".repeat(widths[i] - 1) + (i > 0 ? ":" : "-"))
                .collect(Collectors.joining(separator, begin, end)));
        table.append('\n');
      }
    }
    return table.toString();
  }

  private static List<String> cells(Row row) {
    return List.of(
        row.what(), row.goal(), row.ours(), row.other(), row.ratio(), row.verdict().label());
  }

  private static String pad(String text, int width, boolean right) {
    String blanks = " ".repeat(width - text.length());
    return right ? blanks + text : text + blanks;
  }
}
