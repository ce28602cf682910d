package dev.pmxcfs.ipc.cli.config.diff;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.algorithm.myers.MyersDiff;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.Patch;
import dev.pmxcfs.state.tree.TreeDifference.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A difference in the form that {@code diff -u} prints and {@code patch} takes, byte for byte. */
final class UnifiedDiff {

  private static final String NOTHING = "/dev/null";
  private static final String OLD = "config/";
  private static final String NO_NEWLINE = "\n\\ No newline at end of file";
  private static final int CONTEXT_LINES = 3;

  /** Lines up to which what has changed is found in the usual order; it takes their square. */
  private static final int MAX_SHORT = 1000;

  private static final Pattern HEADER = Pattern.compile("@@ -(\\d+),(\\d+) \\+(\\d+),(\\d+) @@");
  private static final int OLD_START = 1;
  private static final int OLD_COUNT = 2;
  private static final int NEW_START = 3;
  private static final int NEW_COUNT = 4;

  private UnifiedDiff() {}

  /**
   * The lines, each character a byte.
   *
   * @param directory how people know the directory that is compared
   */
  static List<String> lines(DirectoryDifference difference, String directory) {
    String path = difference.path().toLatin1();
    String newer = directory + "/" + path;
    if (difference.isDirectory()) {
      boolean isNew = difference.kind() == Kind.CREATE;
      return List.of("Only in " + (isNew ? newer : OLD + path) + " (a directory)");
    }
    if (isBinary(difference.before()) || isBinary(difference.after())) {
      return List.of("Binary files " + OLD + path + " and " + newer + " differ");
    }
    List<String> before = split(difference.before());
    List<String> after = split(difference.after());
    boolean isShort = before.size() + after.size() <= MAX_SHORT;
    Patch<String> patch =
        DiffUtils.diff(
            before,
            after,
            isShort ? new MyersDiff<String>() : new MyersDiffWithLinearSpace<String>(),
            null);
    String from = difference.before().isPresent() ? OLD + path : NOTHING;
    String to = difference.after().isPresent() ? newer : NOTHING;
    List<String> lines =
        UnifiedDiffUtils.generateUnifiedDiff(from, to, before, patch, CONTEXT_LINES);
    // files without a line differ as well
    return lines.isEmpty()
        ? List.of("--- " + from, "+++ " + to)
        : lines.stream().map(UnifiedDiff::corrected).toList();
  }

  /** Where a side of a hunk has no line, the number is that of the line before. */
  private static String corrected(String line) {
    Matcher header = HEADER.matcher(line);
    if (!header.matches()) {
      return line;
    }
    return "@@ -"
        + range(header.group(OLD_START), header.group(OLD_COUNT))
        + " +"
        + range(header.group(NEW_START), header.group(NEW_COUNT))
        + " @@";
  }

  private static String range(String start, String count) {
    return (count.equals("0") ? Integer.parseInt(start) - 1 : start) + "," + count;
  }

  private static boolean isBinary(Optional<byte[]> data) {
    if (data.isPresent()) {
      for (byte one : data.get()) {
        if (one == 0) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<String> split(Optional<byte[]> data) {
    String text = new String(data.orElse(new byte[0]), StandardCharsets.ISO_8859_1);
    List<String> lines = new ArrayList<>();
    int begin = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
      lines.add(text.substring(begin, end));
      begin = end + 1;
    }
    if (begin < text.length()) {
      lines.add(text.substring(begin) + NO_NEWLINE);
    }
    return lines;
  }
}
