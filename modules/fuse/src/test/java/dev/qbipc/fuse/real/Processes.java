package dev.qbipc.fuse.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What the kernel says of a process. */
final class Processes {

  /** Waits for the kernel, and cannot be killed. */
  static final char UNINTERRUPTIBLE = 'D';

  private static final char GONE = '-';

  private Processes() {}

  /** The state of a process, as {@code ps} shows it. */
  static char state(Process process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (NoSuchFileException e) {
      return GONE;
    } catch (IOException e) {
      return process.isAlive() ? '?' : GONE;
    }
  }

  /** The next line that a process prints. */
  static String line(Process process) {
    try {
      return process.inputReader().readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills a process whose output can still be read afterwards. */
  static void kill(Process process) {
    signal(process, "KILL");
  }

  static void signal(Process process, String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
      Namespace.result(kill);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
