package dev.qbipc.corosync.real;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code corosync-quorumtool} says of a node, for tests that compare. */
final class QuorumTool {

  private static final Pattern MEMBER = Pattern.compile("\\s+(\\d+)\\s+(\\d+)\\s.*");

  private final List<String> lines;

  private QuorumTool(List<String> lines) {
    this.lines = lines;
  }

  /** Asks for everything. */
  static QuorumTool ask(RealCorosync node) {
    return new QuorumTool(node.run("corosync-quorumtool -s -i"));
  }

  /** The text behind a name and a colon; empty if there is none. */
  String value(String name) {
    for (String line : lines) {
      if (line.startsWith(name + ":")) {
        return line.substring(name.length() + 1).strip();
      }
    }
    return "";
  }

  /** The ids of the members that it lists, in its order. */
  List<Integer> members() {
    List<Integer> members = new ArrayList<>();
    for (String line : lines) {
      Matcher member = MEMBER.matcher(line);
      if (member.matches()) {
        members.add(Integer.parseUnsignedInt(member.group(1)));
      }
    }
    return members;
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
