package dev.pmxcfs.bench.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.bench.report.Plot.Line;
import dev.pmxcfs.bench.report.Plot.Point;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The files of a report. */
public class ReportTest {

  private static final List<Line> LINES =
      List.of(
          new Line("this server", List.of(new Point(1, 300_000), new Point(8, 280_000))),
          new Line("libqb's", List.of(new Point(1, 25_000), new Point(8, 150_000))));

  private static final Plot PLOT =
      new Plot(
          "requests",
          "Echoes per second",
          Axes.of("clients", true, 1, 2, 8),
          Axes.fromZero("per second", LINES),
          LINES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Report report =
      new Report("On this machine.\n", new PrintStream(out, false, UTF_8));

  private Path write() throws Exception {
    Row met = Row.ratio("echo, 1 client", new Goal.AtLeast(10), Unit.PER_SECOND, 300e3, 25e3);
    Row missed = Row.ratio("echo, 8 clients", new Goal.AtLeast(2), Unit.PER_SECOND, 280e3, 150e3);
    Row told = Row.ratio("p99.9", new Goal.None(), Unit.MICROSECONDS, 5e6, 1e6);
    report.add(new Section("Echo", "Pinned.", List.of(met, missed, told), List.of(PLOT)));
    return report.write(folder.getRoot().toPath());
  }

  @Test
  public void theReportHasWhatWasMeasuredAndThePlots() throws Exception {
    String text = Files.readString(write());
    assertTrue(text, text.startsWith("# Benchmark\n\nOn this machine.\n\n## Echo\n\nPinned.\n\n"));
    assertTrue(text, text.contains("| what            | this server |      other |  ratio |\n"));
    assertTrue(text, text.contains("| echo, 8 clients |    280000/s |   150000/s |  1.87x |\n"));
    assertTrue(text, text.contains("| p99.9           |  5000.00 µs | 1000.00 µs |  5.00x |\n"));
    assertTrue(text, text.contains("![Echoes per second](requests.svg)"));
  }

  @Test
  public void theGoalsHaveAPageOfTheirOwn() throws Exception {
    String text = Files.readString(write().resolveSibling("goals.md"));
    assertTrue(text, text.contains("1 of 2 goals are MISSED"));
    assertTrue(
        text,
        text.contains("| echo, 8 clients |  ≥ 2.00x |    280000/s | 150000/s |  1.87x |  NO |\n"));
    assertFalse(text, text.contains("p99.9"));
  }

  @Test
  public void theTerminalShowsAll() throws Exception {
    write();
    String text = out.toString(UTF_8);
    assertTrue(text, text.contains("echo, 8 clients   ≥ 2.00x"));
  }

  @Test
  public void aPlotIsAWellFormedDrawingWithALineForEach() throws Exception {
    Path file = write().resolveSibling("requests.svg");
    var drawing = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    assertEquals(LINES.size(), drawing.getElementsByTagName("polyline").getLength());
  }
}
