package dev.pmxcfs.ipc.mount;

import static org.junit.Assert.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What files have to hold that random steps have written: what was last answered, and of a step
 * that was not answered what it may have left.
 */
final class StepFiles {

  private static final int PATHS = 24;
  private static final int MAX_TEXT = 20_000;
  private static final int MAX_FILE = 200_000;

  private final Random random;
  private final Map<String, String> answered = new HashMap<>();
  private int steps;

  /** The step that was begun last. */
  private String path;

  private String written = "";
  private Optional<String> before = Optional.empty();
  private Optional<String> after = Optional.empty();
  private Predicate<String> unfinished = text -> false;

  StepFiles(Random random) {
    this.random = random;
  }

  /** Begins the next step, and returns the line that asks for it. */
  String begin() {
    steps++;
    path = "file" + random.nextInt(PATHS);
    before = Optional.ofNullable(answered.get(path));
    String text = text(1 + random.nextInt(MAX_TEXT));
    written = text;
    String kind = kind();
    after = Optional.of(text);
    switch (kind) {
      case "rewrite" -> unfinished = String::isEmpty;
      case "pieces" -> unfinished = text::startsWith;
      case "append" -> {
        unfinished = found -> before.isEmpty() && found.isEmpty();
        after = Optional.of(before.orElse("") + text);
      }
      case "remove" -> after = Optional.empty();
      default -> unfinished = found -> false;
    }
    return kind + " " + path + (after.isEmpty() ? "" : " " + text);
  }

  private String kind() {
    int of = random.nextInt(100);
    if (before.isPresent() && (of < 10 || before.get().length() > MAX_FILE)) {
      return "remove";
    }
    return of < 40 ? "replace" : of < 55 ? "rewrite" : of < 75 ? "pieces" : "append";
  }

  /** A text that no other step writes, of which each piece says from which step it is. */
  private String text(int length) {
    return (steps + ",").repeat(length).substring(0, length);
  }

  /** The step that was begun is answered. */
  void end() {
    before = after;
    unfinished = text -> false;
    keep(after);
  }

  private void keep(Optional<String> text) {
    text.ifPresentOrElse(there -> answered.put(path, there), () -> answered.remove(path));
  }

  /** How many steps were begun. */
  int steps() {
    return steps;
  }

  /** The paths that there may be, without temporary ones. */
  Set<String> paths() {
    Set<String> paths = new HashSet<>(answered.keySet());
    if (path != null) {
      paths.add(path);
    }
    return paths;
  }

  /** Something is found under a path: a text, or nothing. */
  void found(String about, String at, Optional<String> text) {
    if (!at.equals(path)) {
      assertTrue(about + ", " + at, text.equals(Optional.ofNullable(answered.get(at))));
      return;
    }
    boolean isUnfinished = text.isPresent() && unfinished.test(text.get());
    assertTrue(
        about + ", " + at + ", which was written last",
        text.equals(before) || text.equals(after) || isUnfinished);
    before = text;
    after = text;
    keep(text);
  }

  /** A temporary file is found, of the step that was begun last: empty or whole. */
  void foundTemporary(String about, String at, String text) {
    boolean isLast = path != null && at.startsWith(path + ".tmp.");
    boolean isWhole = text.isEmpty() || text.equals(written);
    assertTrue(about + ", " + at + " of " + text.length() + " bytes", isLast && isWhole);
  }
}
