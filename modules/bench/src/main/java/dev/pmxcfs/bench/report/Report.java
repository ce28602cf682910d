package dev.pmxcfs.bench.report;

import dev.pmxcfs.bench.report.Row.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Everything that was measured, told as it comes and in files at the end. */
public final class Report {

  private static final String FILE = "README.md";

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
   * Writes the report and its plots.
   *
   * @return the report's file
   */
  public Path write(Path directory) throws IOException {
    Files.createDirectories(directory);
    var text = new StringBuilder("# Benchmark\n\n");
    text.append(conditions).append('\n');
    text.append("In this run ").append(summary()).append(".\n");
    for (Section section : sections) {
      text.append("\n## ").append(section.title()).append("\n\n");
      if (!section.note().isEmpty()) {
        text.append(section.note()).append("\n\n");
      }
      text.append(TextTable.markdown(section.rows()));
      for (Plot plot : section.plots()) {
        String file = plot.name() + ".svg";
        Files.writeString(directory.resolve(file), SvgPlot.draw(plot));
        text.append("\n![").append(plot.title()).append("](").append(file).append(")\n");
      }
    }
    return Files.writeString(directory.resolve(FILE), text);
  }
}
