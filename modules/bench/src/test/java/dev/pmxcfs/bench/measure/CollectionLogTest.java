package dev.pmxcfs.bench.measure;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is read in the log of a JVM, as Java 17 wrote it. */
public class CollectionLogTest {

  private static final double EXACT = 0;
  private static final List<String> LINES =
      List.of(
          "[0.003s] Using Serial",
          "[1.000s] GC(0) DefNew: 13184K(14784K)->1600K(14784K) Eden: 13184K(13184K)->0K(13184K)",
          "[1.000s] GC(0) Tenured: 0K(24576K)->3151K(24576K)",
          "[1.000s] GC(0) Pause Young (Allocation Failure) 12M->4M(38M) 5.190ms",
          "[2.000s] GC(1) DefNew: 14784K(14784K)->0K(14784K) Eden: 13184K(13184K)->0K(13184K)",
          "[2.000s] GC(1) Pause Young (Allocation Failure) 17M->4M(38M) 0.445ms",
          "[3.000s] GC(2) DefNew: 13184K(14784K)->0K(14784K) Eden: 13184K(13184K)->0K(13184K)",
          "[3.000s] GC(2) Pause Young (Allocation Failure) 17M->4M(38M) 0.500ms");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private CollectionLog log(int lines) throws IOException {
    Path file = folder.newFile().toPath();
    return CollectionLog.read(Files.write(file, LINES.subList(0, lines)));
  }

  @Test
  public void aCollectionTakesAsLongAsItsPause() throws IOException {
    CollectionLog log = log(LINES.size());
    assertEquals(3, log.count());
    assertEquals(0.00519, log.longestSeconds(), EXACT);
  }

  @Test
  public void whatIsAllocatedFillsTheNurseryBetweenCollections() throws IOException {
    double twoNurseries = 2 * 13184 * 1024;
    double seconds = 2;
    assertEquals(twoNurseries / seconds, log(LINES.size()).allocatedBytesPerSecond(), EXACT);
  }

  @Test
  public void oneCollectionDoesNotTellWhatIsAllocated() throws IOException {
    assertTrue(Double.isNaN(log(4).allocatedBytesPerSecond()));
  }

  @Test
  public void earlierCollectionsAreLeftOut() throws IOException {
    assertEquals(0.0005, log(LINES.size()).without(log(4)).longestSeconds(), EXACT);
  }
}
