package dev.pmxcfs.ipc.harness;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The exit status that goes with what a command says: the table of the guide, read by kind. */
public final class ExpectedStatus {

  private static final int FAILED = 1;
  private static final int NOT_RUNNING = 3;
  private static final int REFUSED = 4;
  private static final int NOT_FOUND = 5;
  private static final int CHANGED = 6;

  private static final Pattern ERROR = Pattern.compile("\\((E[A-Z0-9]+)\\)$");
  private static final Set<String> FAULTS =
      Set.of(
          "EIO",
          "ECHRNG",
          "EBUSY",
          "EAGAIN",
          "ETIMEDOUT",
          "ENOSYS",
          "ENOMEM",
          "ENOBUFS",
          "ENOTCONN");

  private ExpectedStatus() {}

  /**
   * @param line the last that the command has said
   */
  public static int of(String line) {
    Matcher error = ERROR.matcher(line);
    if (error.find()) {
      String name = error.group(1);
      if (name.equals("ENOENT")) {
        return NOT_FOUND;
      }
      return name.equals("ESTALE") ? CHANGED : FAULTS.contains(name) ? FAILED : REFUSED;
    }
    if (line.contains(" is running here") || line.endsWith("corosync does not run here")) {
      return NOT_RUNNING;
    }
    if (line.endsWith("permission denied") || line.contains("permission denied; ")) {
      return REFUSED;
    }
    return line.contains("there is no such ")
            || line.endsWith(": does not exist")
            || line.contains(" has no key ")
            || line.endsWith("no such file or directory")
        ? NOT_FOUND
        : FAILED;
  }

  /** That of a command that may be one that serves, for which a failure has no kinds. */
  public static int of(String[] command, Program.Result result) {
    return command[0].equals("serve") ? FAILED : of(result);
  }

  /** That of a program which has ended. */
  public static int of(Program.Result result) {
    var errors = result.errors();
    return of(errors.isEmpty() ? "" : errors.get(errors.size() - 1));
  }
}
