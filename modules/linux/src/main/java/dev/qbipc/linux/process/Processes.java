package dev.qbipc.linux.process;

import static dev.qbipc.linux.libc.Libc.libc;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.libc.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this module asks of the operating system about processes and memory. */
public final class Processes {

  private static final int PAGE_SIZE = (int) libc().sysconf(Libc.SC_PAGESIZE);

  // What is used of the fields of /proc/PID/stat, counted from the state on (proc(5)).
  private static final int STAT_FLAGS = 6;
  private static final int STAT_PENDING = 28;
  private static final int STAT_EXIT_CODE = 49;

  private static final long PF_EXITING = 4;
  private static final long SIGKILL_PENDING = 1 << 8;
  private static final int TERMINATING_SIGNAL = 0x7f;

  private Processes() {}

  /**
   * {@return the kernel's page size in bytes, which libqb's ring sizes are rounded to (protocol,
   * section 3.1)}
   */
  public static int pageSize() {
    return PAGE_SIZE;
  }

  /** {@return the machine's cores, those that this process must not use among them} */
  public static int onlineCores() {
    return (int) libc().sysconf(Libc.SC_NPROCESSORS_ONLN);
  }

  /** {@return this process's id, as its peers see it} */
  public static int ownPid() {
    return libc().getpid();
  }

  /** {@return the id of the user that this process acts for} */
  public static int ownUid() {
    return libc().geteuid();
  }

  /** {@return the id of the group that this process acts for} */
  public static int ownGid() {
    return libc().getegid();
  }

  /**
   * {@return whether a process with that id exists, of any user}
   *
   * @param pid its id
   */
  public static boolean isAlive(int pid) {
    return libc().kill(pid, 0) == 0 || libc().errno() != Errno.ESRCH;
  }

  /**
   * {@return whether a signal is ending a thread, with its process, which comes to its end as soon
   * as it does not wait for the kernel any more} If there is no such thread, or this process may
   * not know, the answer is no.
   *
   * @param thread its id
   */
  public static boolean isBeingKilled(int thread) {
    try {
      String stat = Files.readString(Path.of("/proc/" + thread + "/stat"), ISO_8859_1);
      // its name, in parentheses, may have anything in it
      String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
      // as the kernel does with each signal that ends a process, whichever it is
      if ((Long.parseLong(fields[STAT_PENDING]) & SIGKILL_PENDING) != 0) {
        return true;
      }
      return (Long.parseLong(fields[STAT_FLAGS]) & PF_EXITING) != 0
          && (Integer.parseInt(fields[STAT_EXIT_CODE]) & TERMINATING_SIGNAL) != 0;
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return false;
    }
  }

  /**
   * {@return whether a process has mapped files whose paths begin so} Where this process may not
   * know, the answer is yes.
   *
   * @param pid the process's id
   * @param pathPrefix what the paths begin with
   */
  public static boolean hasMapped(int pid, String pathPrefix) {
    try (Stream<String> maps = Files.lines(maps(pid), ISO_8859_1)) {
      return maps.anyMatch(line -> line.contains(" " + pathPrefix));
    } catch (NoSuchFileException gone) {
      return false;
    } catch (IOException | UncheckedIOException e) {
      return true;
    }
  }

  private static Path maps(int pid) {
    return Path.of("/proc/" + pid + "/maps");
  }
}
