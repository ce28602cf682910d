package dev.pmxcfs.bench.report;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Writes rows as a table with aligned columns. */
final class TextTable {

  /** What a table shows of a row. */
  private enum Column {
    WHAT("what", Row::what),
    GOAL("goal", Row::goal),
    OURS("this server", Row::ours),
    OTHER("other", Row::other),
    RATIO("ratio", Row::ratio),
    MET("met", row -> row.verdict().label());

    private final String heading;
    private final Function<Row, String> text;

    Column(String heading, Function<Row, String> text) {
      this.heading = heading;
      this.text = text;
    }
  }

  private static final List<Column> ALL = List.of(Column.values());

  private static final List<Column> MEASURED =
      List.of(Column.WHAT, Column.OURS, Column.OTHER, Column.RATIO);

  private TextTable() {}

  /** Everything, for a terminal. */
  static String plain(List<Row> rows) {
    return table(rows, ALL, "  ", "", "", false);
  }

  /** What was measured, for Markdown. */
  static String measured(List<Row> rows) {
    return table(rows, MEASURED, " | ", "| ", " |", true);
  }

  /** Everything, for Markdown. */
  static String goals(List<Row> rows) {
    return table(rows, ALL, " | ", "| ", " |", true);
  }

  private static String table(
      List<Row> rows,
      List<Column> columns,
      String separator,
      String begin,
      String end,
      boolean ruled) {
    List<String> heading = columns.stream().map(column -> column.heading).toList();
    List<List<String>> cells =
        Stream.concat(
                Stream.of(heading),
                rows.stream()
                    .map(row -> columns.stream().map(column -> column.text.apply(row)).toList()))
            .toList();
    int[] widths =
        IntStream.range(0, heading.size())
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

  private static String pad(String text, int width, boolean right) {
    String blanks = " ".repeat(width - text.length());
    return right ? blanks + text : text + blanks;
  }
}
