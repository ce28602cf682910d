package dev.pmxcfs.rrd;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.operations.status.RecordedAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;

/**
 * The RRD files are those of the C server (recording 05; operations, section 5.5; items 102 and 107
 * to 109), whether Debian's rrdcached or rrdtool writes them. But 119 is not stored as 11 (defect
 * D6).
 */
public class RrdFilesTest {

  private static final int UMASK_THERE = 022;
  private static final int SET_STATUS = 4;

  /** The last cases before the recording looked at the files. */
  private static final int FIRST_LOOK = 7;

  private static final int SECOND_LOOK = 15;

  private static final Pattern SHOWN_BY_THE_RECORDING =
      Pattern.compile(
          "step|last_update|\\.(type|minimal_heartbeat|min|max|last_ds|index)"
              + "|rra\\[.\\]\\.(cf|rows|pdp_per_row|xff)");

  @Rule public RrdNode node = new RrdNode();

  @Test
  public void items102And107To109_d6_writtenByRrdcached() throws Exception {
    node.startDaemon();
    node.start(RrdNode.NO_PROGRAM);
    assertFilesOfTheRecording();
  }

  @Test
  public void items102And107To109_d6_writtenByRrdtool() throws Exception {
    node.start(RrdPrograms.find("rrdtool"));
    assertFilesOfTheRecording();
  }

  private void assertFilesOfTheRecording() throws Exception {
    replay(1, FIRST_LOOK);
    node.awaitLast("pve-storage-9.0/testnode/local", 1_795_533_609);
    assertEquals(RecordedAnswer.lines("rrd-files.txt").toList(), tree());
    assertInfo("rrd-info-node.txt", "pve-node-9.0/testnode");
    assertInfo("rrd-info-vm.txt", "pve-vm-9.0/100");
    assertInfo("rrd-info-storage.txt", "pve-storage-9.0/testnode/local");

    replay(FIRST_LOOK + 1, SECOND_LOOK);
    node.awaitLast("pve-storage-9.0/testnode/new", 1_795_533_669);
    for (String recorded : RecordedAnswer.lines("rrd-last.txt").toList()) {
      String file = recorded.substring(0, recorded.indexOf(' '));
      assertEquals(withoutDefectD6(recorded).strip(), last(file));
    }

    replay(SECOND_LOOK + 1, Integer.MAX_VALUE);
    node.set("pve-storage-9.0/testnode/local", 1_795_533_700, 7);
    node.awaitLast("pve-storage-9.0/testnode/local", 1_795_533_700);
    assertEquals("one for each key that has one", 10, countFiles());
    assertFalse(Files.exists(node.files().resolve("foo")));
  }

  private void replay(int from, int to) {
    for (RecordedAnswer recorded : RecordedAnswer.all("rrd.txt")) {
      boolean sets = recorded.id() == SET_STATUS;
      if (sets && recorded.number() >= from && recorded.number() <= to) {
        node.clock().set(recorded.seconds());
        assertEquals(recorded.error(), node.answer(recorded.again()).error());
      }
    }
  }

  private static String withoutDefectD6(String line) {
    return line.startsWith("pve-node-9.0/exact ") ? line.replace("\"11\"", "\"119\"") : line;
  }

  /** As the recording shows it: paths, kinds, modes, and the sizes of files. */
  private List<String> tree() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path path : paths()) {
      String name = "./" + node.files().relativize(path);
      lines.add(
          Files.isDirectory(path)
              ? name + " d " + mode(path)
              : name + " f " + mode(path) + " " + Files.size(path));
    }
    return lines;
  }

  private long countFiles() throws IOException {
    return paths().stream().filter(Files::isRegularFile).count();
  }

  private List<Path> paths() throws IOException {
    try (Stream<Path> paths = Files.walk(node.files())) {
      return paths.filter(path -> !path.equals(node.files())).sorted().toList();
    }
  }

  /** With the umask that the C server had. */
  private static String mode(Path path) throws IOException {
    int mode = 0;
    for (PosixFilePermission permission : Files.getPosixFilePermissions(path)) {
      mode |= 0400 >> permission.ordinal();
    }
    int asked = Files.isDirectory(path) ? 0750 : 0666;
    boolean isLeftByUmask = mode == (asked & ~umask());
    return Integer.toOctalString(isLeftByUmask ? asked & ~UMASK_THERE : mode);
  }

  private static int umask() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String umask = lines.filter(line -> line.startsWith("Umask:")).findFirst().orElseThrow();
      return Integer.parseInt(umask.substring(umask.indexOf('\t') + 1), 8);
    }
  }

  private void assertInfo(String recorded, String file) throws Exception {
    List<String> expected = RecordedAnswer.lines(recorded).toList();
    List<String> info = node.info(file);
    List<String> actual =
        info.stream().filter(line -> SHOWN_BY_THE_RECORDING.matcher(line).find()).toList();
    assertTrue(file + ": " + actual, actual.containsAll(expected));
    assertEquals(file, count(expected, "].index"), count(actual, "].index"));
    assertArchives(file, info);
  }

  private static void assertArchives(String file, List<String> info) {
    int[][] stepsAndRows = {{1, 1440}, {30, 1440}, {360, 1440}, {10_080, 570}};
    for (int i = 0; i < 2 * stepsAndRows.length; i++) {
      String archive = "rra[" + i + "].";
      String function = i < stepsAndRows.length ? "AVERAGE" : "MAX";
      int[] shape = stepsAndRows[i % stepsAndRows.length];
      assertTrue(file, info.contains(archive + "cf = \"" + function + "\""));
      assertTrue(file, info.contains(archive + "pdp_per_row = " + shape[0]));
      assertTrue(file, info.contains(archive + "rows = " + shape[1]));
      assertTrue(file, info.contains(archive + "xff = 5.0000000000e-01"));
    }
    assertEquals(file, 2L * stepsAndRows.length, count(info, "].cf"));
  }

  private static long count(List<String> lines, String part) {
    return lines.stream().filter(line -> line.contains(part)).count();
  }

  private String last(String file) throws Exception {
    StringBuilder line = new StringBuilder(file + " last_update=");
    for (String item : node.info(file)) {
      String value = item.substring(item.indexOf("= ") + 2);
      if (item.startsWith("last_update")) {
        line.append(value).append(" last_ds:");
      } else if (item.contains("last_ds")) {
        line.append(' ').append(value);
      }
    }
    return line.toString();
  }
}
