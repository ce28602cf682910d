package dev.pmxcfs.bench.report;

import dev.pmxcfs.bench.report.Row.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that was measured, printed as it comes and written to files at the end: the report,
 * its plots, and a second page with the goals of the project.
 */
public final class Report {

  private static final String FILE = "README.md";
  private static final String GOALS = "goals.md";

  private final String conditions;
  private final PrintStream out;
  private final List<Section> sections = new ArrayList<>();

  /**
   * @param conditions under which it was measured: machine, versions, lengths
   * @param out where it is told as it comes
   */
  public Report(String conditions, PrintStream out) {
    this.conditions = conditions;
    this.out = out;
  }

  /** Tells a section. */
  public void add(Section section) {
    sections.add(section);
    out.printf("%n%s%n", section.title());
    if (!section.note().isEmpty()) {
      out.println(section.note());
    }
    out.println();
    out.print(TextTable.plain(section.rows()));
    out.flush();
  }

  /** How many goals were missed. */
  public String summary() {
    List<Verdict> verdicts =
        sections.stream()
            .flatMap(section -> section.rows().stream())
            .map(Row::verdict)
            .filter(verdict -> verdict != Verdict.NO_GOAL)
            .toList();
    long missed = verdicts.stream().filter(verdict -> verdict == Verdict.MISSED).count();
    return missed == 0
        ? "all " + verdicts.size() + " goals are met"
        : missed + " of " + verdicts.size() + " goals are MISSED";
  }

  /**
   * Writes the report, its plots and the goals.
   *
   * @return the report's file
   */
  public Path write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(GOALS), goals());
    var text = new StringBuilder("# Benchmark\n\n");
    text.append(conditions);
    for (Section section : sections) {
      heading(text, section);
      if (!section.note().isEmpty()) {
        text.append(section.note()).append("\n\n");
      }
      text.append(TextTable.measured(section.rows()));
      for (Plot plot : section.plots()) {
        String file = plot.name() + ".svg";
        Files.writeString(directory.resolve(file), SvgPlot.draw(plot));
        text.append("\n![").append(plot.title()).append("](").append(file).append(")\n");
      }
    }
    return Files.writeString(directory.resolve(FILE), text);
  }

  private String goals() {
    var text = new StringBuilder("# Goals\n\n");
    text.append("What the project asks of the numbers in [the report](").append(FILE);
    text.append("). In this run ").append(summary()).append(".\n");
    for (Section section : sections) {
      List<Row> rows =
          section.rows().stream().filter(row -> row.verdict() != Verdict.NO_GOAL).toList();
      if (!rows.isEmpty()) {
        heading(text, section);
        text.append(TextTable.goals(rows));
      }
    }
    return text.toString();
  }

  private static void heading(StringBuilder text, Section section) {
    text.append("\n## ").append(section.title()).append("\n\n");
  }
}
