package dev.pmxcfs.ipc.cli.stats;

import java.util.List;

/** What the keys do: they change what is shown, or end it. */
final class TopControls {

  private static final char BACKSPACE = '\b';
  private static final char DELETE = 0x7f;
  private static final char ESCAPE = 0x1b;

  private static final List<String> HELP =
      List.of(
          "1 2 3 4 5, Tab   all, operations, connections, cluster, log",
          "s                another order",
          "/                filter the rows of all tables; Enter keeps it, Esc clears it",
          "?                these keys, until another one is pressed",
          "q                quit");

  private TopChoice choice = TopChoice.FIRST;
  private boolean isTyping;
  private boolean isHelping;
  private boolean isEnded;

  TopChoice choice() {
    return choice;
  }

  /** Whether the person has had enough. */
  boolean isEnded() {
    return isEnded;
  }

  /** The keys, in place of a view; nothing while they were not asked for. */
  List<String> help() {
    return isHelping ? HELP : List.of();
  }

  /** Above the tables. */
  String heading() {
    if (isTyping) {
      return "filter: " + choice.filter() + "_  (Enter: keep, Esc: clear)";
    }
    String filter = choice.filter().isEmpty() ? "" : "  filter: " + choice.filter();
    return choice.tab().bar() + "  " + choice.order().words() + " (s)" + filter + "  (?: keys)";
  }

  /**
   * Does what a key says.
   *
   * @return whether there is something else to be seen
   */
  boolean press(char key) {
    if (isHelping) {
      isHelping = false;
      isEnded = key == 'q' || key == 'Q';
      return true;
    }
    return isTyping ? type(key) : command(key);
  }

  private boolean type(char key) {
    String filter = choice.filter();
    switch (key) {
      case '\r', '\n' -> isTyping = false;
      case ESCAPE -> {
        isTyping = false;
        choice = choice.with("");
      }
      case BACKSPACE, DELETE ->
          choice = choice.with(filter.substring(0, Math.max(0, filter.length() - 1)));
      default -> {
        if (key < ' ') {
          return false;
        }
        choice = choice.with(filter + key);
      }
    }
    return true;
  }

  private boolean command(char key) {
    switch (key) {
      case 'q', 'Q' -> isEnded = true;
      case 's', 'S' -> choice = choice.with(choice.order().next());
      case '\t' -> choice = choice.with(choice.tab().next());
      case '/' -> isTyping = true;
      case '?', 'h' -> isHelping = true;
      case ESCAPE -> choice = choice.with("");
      default -> {
        return TopTab.of(key)
            .map(
                tab -> {
                  choice = choice.with(tab);
                  return true;
                })
            .orElse(false);
      }
    }
    return true;
  }
}
